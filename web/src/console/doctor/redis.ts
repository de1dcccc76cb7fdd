import { redisAddresses } from '@lantern/service/redis-url';
import { ConnectionTimeoutError, createClient, SocketTimeoutError } from 'redis';
import { type Check, type Finding, ok, wrong } from './finding.ts';
import { placeOf, trouble } from './trouble.ts';

const CONNECT_MS = 5000;

/**
 * Whether Redis answers, and lets us in, and is a cluster when several of its nodes are named.
 *
 * @param url `redis[s]://[user:password@]host:port`, or several of these, separated by commas
 */
export const redisCheck = (url: string): Check => ({
  name: 'redis',
  async *findings() {
    const addresses = redisAddresses(url);
    for (const address of addresses) yield await findingOf(address, addresses.length > 1);
  },
});

async function findingOf(url: string, isNode: boolean): Promise<Finding> {
  const place = placeOf(url);
  const client = createClient({
    url,
    socket: { connectTimeout: CONNECT_MS, socketTimeout: CONNECT_MS, reconnectStrategy: false },
  });
  // Told by what is awaited, too.
  client.on('error', () => {});
  try {
    await client.connect();
    const { mode } = await client.hello();
    if (isNode && mode !== 'cluster')
      return wrong(`${place} is no node of a cluster: REDIS_URL names several addresses only for one`);
    if (!isNode && mode === 'cluster')
      return wrong(`${place} is one node of a cluster: name several in REDIS_URL, separated by commas`);
    return ok(`answers at ${place}`);
  } catch (error) {
    return wrong(refusal(error, place) ?? `${trouble(error, place)}. Start it, or correct REDIS_URL`);
  } finally {
    client.destroy();
  }
}

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
