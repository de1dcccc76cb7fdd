import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';

export type Ask = { method: string; path: string; headers?: Record<string, string>; body?: string };
export type Answer = { status: number; headers: IncomingHttpHeaders; text: string };

/**
 * Asks one server over connections that are kept open, with as little work of its own as it can.
 *
 * @param ca the certificate that is trusted, in PEM: HTTPS is spoken then
 */
export function client(port: number, connections: number, ca?: string) {
  const keptOpen = { keepAlive: true, maxSockets: connections };
  const agent = ca ? new TlsAgent({ ...keptOpen, ca }) : new Agent(keptOpen);
  const send = ca ? tlsRequest : request;
  const ask = ({ method, path, headers = {}, body }: Ask): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const sent = send(
        { port, host: '127.0.0.1', agent, method, path, headers: { ...headers, ...length } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  return { ask, close: () => agent.destroy() };
}

/** Asks and expects success. @throws with what came instead */
export async function expectSuccess(answer: Promise<Answer>): Promise<Answer> {
  const { status, headers, text } = await answer;
  if (status >= 400) throw new Error(`the site answered ${status}: ${text.slice(0, 300)}`);
  return { status, headers, text };
}
