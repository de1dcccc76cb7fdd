import { redisAddresses } from '@lantern/service/redis-url';
import { ConnectionTimeoutError, createClient, SocketTimeoutError } from 'redis';
import { inPercent, memoryOf, NEARLY_FULL } from '../../shared-state/redis-memory.ts';
import { type Check, type Finding, ok, warning, wrong } from './finding.ts';
import { placeOf, trouble } from './trouble.ts';

const CONNECT_MS = 5000;
/** The one policy that refuses instead of deleting. */
const NO_EVICTION = 'noeviction';

/**
 * Whether Redis answers, lets us in and has room, and is a cluster when several of its nodes are named.
 *
 * @param url `redis[s]://[user:password@]host:port`, or several of these, separated by commas
 */
export const redisCheck = (url: string): Check => ({
  name: 'redis',
  async *findings() {
    const addresses = redisAddresses(url);
    for (const address of addresses) yield* findingsOf(address, addresses.length > 1);
  },
});

async function* findingsOf(url: string, isNode: boolean): AsyncGenerator<Finding> {
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
      return yield wrong(`${place} is no node of a cluster: REDIS_URL names several addresses only for one`);
    if (!isNode && mode === 'cluster')
      return yield wrong(`${place} is one node of a cluster: name several in REDIS_URL, separated by commas`);
    yield ok(`answers at ${place}`);
    yield* memoryFindings(await client.info('memory').catch(noPermission), place);
  } catch (error) {
    yield wrong(refusal(error, place) ?? `${trouble(error, place)}. Start it, or correct REDIS_URL`);
  } finally {
    client.destroy();
  }
}

function noPermission(error: Error): undefined {
  if (!error.message.startsWith('NOPERM')) throw error;
}

/** @param info the answer to `INFO memory`; undefined when it is not for us */
function* memoryFindings(info: string | undefined, place: string): Generator<Finding> {
  if (info === undefined)
    return yield warning(`${place} does not tell how full it is: allow the user of REDIS_URL INFO`);
  const memory = memoryOf(info);
  if (!memory) return;
  const policy = /^maxmemory_policy:([\w-]+)/m.exec(info)?.[1] ?? NO_EVICTION;
  if (policy !== NO_EVICTION)
    yield wrong(
      `${place} forgets sessions when it is full (${policy}), and people are signed out without a word: maxmemory-policy ${NO_EVICTION}`,
    );
  const text = `${place} uses ${inPercent(memory)}`;
  if (memory.used < NEARLY_FULL * memory.limit) yield ok(text);
  else yield warning(`${text}: raise maxmemory (REDIS_MAXMEMORY) before it refuses`);
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
