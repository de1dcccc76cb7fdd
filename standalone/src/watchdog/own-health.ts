import { once } from 'node:events';
import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import type { Connection } from '@lantern/db';

export type Own = {
  scheme: 'http' | 'https';
  /** HOST: where the server listens. */
  host: string;
  port: number;
  database: Connection;
};

/** In milliseconds. */
const ANSWER_WITHIN = 10_000;

/**
 * Asks this process what a visitor would: `GET /health/live` through its own port, and the embedded database.
 *
 * @throws Error when one of them does not answer
 */
export async function askOwnHealth({ scheme, host, port, database }: Own): Promise<void> {
  const url = `${scheme}://${loopbackOf(host)}:${port}/health/live`;
  const options = { agent: false, timeout: ANSWER_WITHIN };
  // The certificate is for the public name, and may have expired: that is no reason to end the process.
  const request =
    scheme === 'https' ? getSecure(url, { ...options, rejectUnauthorized: false }) : getPlain(url, options);
  request.on('timeout', () => request.destroy(new Error('no answer')));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  if (response.statusCode !== 200) throw new Error(`/health/live answered ${response.statusCode}`);
  await database.query('select 1');
}

function loopbackOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
