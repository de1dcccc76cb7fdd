import { type Connection, connect, MAX_CONCURRENT_QUERIES, PoolBusy } from '@lantern/db';
import { LanternError } from './errors.ts';
import { type QueueState, WorkQueue } from './limits/work-queue.ts';

/**
 * The website's pool of connections to PostgreSQL. Addresses take turns in it, and a query whose turn would come in more than
 * five seconds is refused at once (PoolBusy, a 503), so that nobody waits in vain for a table that somebody has locked.
 *
 * @param url `postgres://user:password@host:port/database`
 * @returns the pool, and how full it is
 */
export function openDatabase(url: string): Connection & { queue: QueueState } {
  const turns = new WorkQueue({
    width: MAX_CONCURRENT_QUERIES,
    ofAccount: Number.POSITIVE_INFINITY,
    ofAddress: Number.POSITIVE_INFINITY,
    guess: 5,
    outlivesRequest: true,
  });
  const refused = (error: unknown) => {
    throw error instanceof LanternError && error.code === 'busy' ? new PoolBusy('the pool is busy') : error;
  };
  const connection = connect(url, { whenFree: (work) => turns.do(undefined, work).catch(refused) });
  return { ...connection, queue: turns };
}
