import { randomBytes } from 'node:crypto';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { type Check, ok, warning, wrong } from './finding.ts';
import { trouble } from './trouble.ts';

const WITHIN_MS = 5000;

/**
 * Whether chat answers under PUBLIC_URL and takes pages from there: it is knocked at without a token, and has to say so.
 *
 * @param url PUBLIC_URL; absent: there is no address to try
 */
export const chatCheck = (url: string | undefined): Check => ({
  name: 'chat',
  async *findings() {
    if (!url) return;
    const { origin } = new URL(url);
    try {
      const status = await attemptHandshake(origin);
      if (status === 401) yield ok(`answers at ${origin}/ws`);
      else if (status === 403)
        yield wrong(`refuses pages of ${origin}: add it to ALLOWED_ORIGINS, or let the proxy pass on Host`);
      else if (status >= 502) yield warning(`does not answer at ${origin}/ws (${status}): start it`);
      else
        yield wrong(`does not answer at ${origin}/ws (${status}): let the proxy pass on the Upgrade of /ws`);
    } catch (error) {
      yield warning(`not looked at: ${trouble(error, origin)}`);
    }
  },
});

/** Asks for a WebSocket as a page of the site does (RFC 6455, section 4.1). @returns the answer's status */
function attemptHandshake(origin: string): Promise<number> {
  const request = origin.startsWith('https:') ? secure : plain;
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    Origin: origin,
  };
  return new Promise((resolve, reject) => {
    const asked = request(`${origin}/ws`, { headers, agent: false, signal: AbortSignal.timeout(WITHIN_MS) });
    asked.on('error', reject);
    asked.on('upgrade', (_answer, socket) => {
      socket.destroy();
      resolve(101);
    });
    asked.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.end();
  });
}
