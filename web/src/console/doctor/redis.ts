import { ConnectionTimeoutError, createClient, SocketTimeoutError } from 'redis';
import { type Check, ok, wrong } from './finding.ts';
import { placeOf, trouble } from './trouble.ts';

const CONNECT_MS = 5000;

/** Whether Redis answers, and lets us in. @param url `redis[s]://[user:password@]host:port` */
export const redisCheck = (url: string): Check => ({
  name: 'redis',
  async *findings() {
    const place = placeOf(url);
    const client = createClient({
      url,
      socket: { connectTimeout: CONNECT_MS, socketTimeout: CONNECT_MS, reconnectStrategy: false },
    });
    // Told by what is awaited, too.
    client.on('error', () => {});
    try {
      await client.connect();
      await client.ping();
      yield ok(`answers at ${place}`);
    } catch (error) {
      yield wrong(refusal(error, place) ?? `${trouble(error, place)}. Start it, or correct REDIS_URL`);
    } finally {
      client.destroy();
    }
  },
});

/** The client's errors have no code, and Redis names the kind of a refusal by its first word. */
function refusal(error: unknown, place: string): string | undefined {
  if (error instanceof ConnectionTimeoutError || error instanceof SocketTimeoutError)
    return `${place} does not answer. Correct REDIS_URL, or start Redis`;
  const kind = /^([A-Z]+) /.exec((error as Error).message)?.[1];
  if (kind === 'NOAUTH') return `${place} wants a password: write it into REDIS_URL`;
  if (kind === 'WRONGPASS') return `${place} refuses the user or the password: correct REDIS_URL`;
  if (kind === 'LOADING') return `${place} is still reading its data: wait`;
  return kind && `${place} refuses (${kind})`;
}
