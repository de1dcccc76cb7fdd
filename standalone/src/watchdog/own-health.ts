import { once } from 'node:events';
import { get as getPlain, type IncomingMessage, type Server } from 'node:http';
import { get as getSecure } from 'node:https';
import type { EmbeddedConnection } from '@lantern/db/embedded';

export type Own = {
  scheme: 'http' | 'https';
  /** HOST: where the server listens. */
  host: string;
  port: number;
  server: Pick<Server, 'on'>;
  database: Pick<EmbeddedConnection, 'query' | 'answered'>;
};

/** In milliseconds. */
const ANSWER_WITHIN = 10_000;

/**
 * Whether this process answers visitors, and its embedded database answers it. Each is asked only if it has answered nobody since the
 * last time: under a flood of requests, or while a large backup is read, a question would wait for longer than a minute, and
 * strangers could have the process ended.
 *
 * @returns a function to call at intervals, which throws when one of them does not answer
 */
export function ownHealth({ server, database, ...own }: Own): () => Promise<void> {
  let answers = 0;
  server.on('request', (_request, response) => response.once('prefinish', () => (answers += 1)));
  const visitorsAreAnswered = unlessCounted(
    () => answers,
    () => askAsVisitor(own),
  );
  const databaseAnswers = unlessCounted(database.answered, () => database.query('select 1'));
  return async () => {
    await Promise.all([visitorsAreAnswered(), databaseAnswers()]);
  };
}

function unlessCounted(count: () => number, ask: () => Promise<unknown>): () => Promise<void> {
  let last = count();
  return async () => {
    if (count() === last) await ask();
    last = count();
  };
}

/** `GET /health/live` through its own port. */
async function askAsVisitor({ scheme, host, port }: Pick<Own, 'scheme' | 'host' | 'port'>): Promise<void> {
  const url = `${scheme}://${loopbackOf(host)}:${port}/health/live`;
  const options = { agent: false, timeout: ANSWER_WITHIN };
  // The certificate is for the public name, and may have expired: that is no reason to end the process.
  const request =
    scheme === 'https' ? getSecure(url, { ...options, rejectUnauthorized: false }) : getPlain(url, options);
  request.on('timeout', () => request.destroy(new Error('no answer')));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  if (response.statusCode !== 200) throw new Error(`/health/live answered ${response.statusCode}`);
}

function loopbackOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
