import { Agent as PlainAgent, request as requestPlain } from 'node:http';
import { Agent, request } from 'node:https';

export type Ask = { method: string; path: string; headers?: Record<string, string>; body?: string };

/** `status` 0: no answer came; `fault` says why. */
export type Answer = { status: number; headers: Headers; text: string; fault?: string };

type Attempt = Answer & {
  /** The connection was used before and ended without a byte of an answer: it may have been closed while the request was sent. */
  metClosedConnection: boolean;
};

/** RFC 9110, section 9.2.2. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);
/** In milliseconds: who waits longer counts as not answered. */
const PATIENCE = 10_000;
const MAX_CONNECTIONS = 6;

/**
 * The HTTP connections of one browser. They are kept open. As browsers do (RFC 9112, section 9.3.1), a request that met a
 * connection which the other side had just closed is sent once more on a new one, if its method is idempotent.
 */
export class Connections {
  readonly #baseURL: string;
  #agent: Agent | PlainAgent;

  constructor(baseURL: string) {
    this.#baseURL = baseURL;
    this.#agent = agentFor(baseURL);
  }

  /** Never rejects: what goes wrong is in the answer. */
  async send(ask: Ask): Promise<Answer> {
    const first = await this.#attempt(ask, this.#agent);
    return first.metClosedConnection && IDEMPOTENT.has(ask.method) ? this.#attempt(ask, false) : first;
  }

  /** Opens new connections from now on; requests that have begun end on theirs. */
  renew(): void {
    this.#agent = agentFor(this.#baseURL);
  }

  close(): void {
    this.#agent.destroy();
  }

  #attempt({ method, path, headers = {}, body }: Ask, agent: Agent | PlainAgent | false): Promise<Attempt> {
    return new Promise((resolve) => {
      let answered = false;
      const url = new URL(path, this.#baseURL);
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const send = isEncrypted(this.#baseURL) ? request : requestPlain;
      const sent = send(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
        answered = true;
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', failed);
        response.on('end', () => {
          clearTimeout(timer);
          resolve({
            status: response.statusCode ?? 0,
            headers: headersOf(response.rawHeaders),
            text: Buffer.concat(chunks).toString(),
            metClosedConnection: false,
          });
        });
      });
      const failed = (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        const fault = error.code ?? error.message;
        const metClosedConnection = sent.reusedSocket && !answered && fault !== 'no answer';
        resolve({ status: 0, headers: new Headers(), text: '', fault, metClosedConnection });
      };
      const timer = setTimeout(() => sent.destroy(new Error('no answer')), PATIENCE);
      sent.on('error', failed);
      sent.end(body);
    });
  }
}

function agentFor(baseURL: string): Agent | PlainAgent {
  // Without sessions to resume, each new connection looks at the certificate.
  const options = { keepAlive: true, maxSockets: MAX_CONNECTIONS, maxCachedSessions: 0 };
  return isEncrypted(baseURL) ? new Agent(options) : new PlainAgent(options);
}

const isEncrypted = (url: string) => url.startsWith('https:');

function headersOf(raw: string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index < raw.length; index += 2) headers.append(raw[index] ?? '', raw[index + 1] ?? '');
  return headers;
}
