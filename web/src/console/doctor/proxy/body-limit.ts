import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { type Check, ok, warning, wrong } from '../finding.ts';

const WITHIN_MS = 15_000;
/** As large as the largest that Lantern takes (web/src/http/bodies.ts). */
const BYTES = 10 * 2 ** 20;
const PIECE = Buffer.alloc(64 * 1024, ' ');

/**
 * Whether bodies of 10 MB get through to Lantern: one of spaces is sent without a sign-in, which Lantern refuses with 401.
 *
 * @param url PUBLIC_URL; absent: there is no address to try
 */
export const bodyLimitCheck = (url: string | undefined): Check => ({
  name: 'body limit',
  async *findings() {
    if (!url) return;
    const { origin } = new URL(url);
    try {
      const { status, isOurs } = await send(`${origin}/kv/write`);
      if (isOurs && status === 401) yield ok('requests of 10 MB get through');
      else if (status === 413)
        yield wrong(
          'the proxy refuses requests of 10 MB (413): raise its limit (nginx: client_max_body_size 10m)',
        );
      else yield warning(`not looked at: a request of 10 MB is answered ${status}`);
    } catch {
      // That nobody answers there is told of PUBLIC_URL.
    }
  },
});

function send(address: string): Promise<{ status: number; isOurs: boolean }> {
  const request = address.startsWith('https:') ? secure : plain;
  return new Promise((resolve, reject) => {
    const asked = request(address, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', 'content-length': BYTES },
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    // Whoever answers before it has read all may hang up: the answer counts.
    asked.on('error', reject);
    asked.on('response', (answer) => {
      resolve({
        status: answer.statusCode ?? 0,
        isOurs: answer.headers['content-type']?.startsWith('application/problem+json') ?? false,
      });
      asked.destroy();
    });
    let left = BYTES;
    const write = () => {
      while (left > 0) {
        left -= PIECE.length;
        if (!asked.write(PIECE)) return;
      }
      asked.end();
    };
    asked.on('drain', write);
    write();
  });
}
