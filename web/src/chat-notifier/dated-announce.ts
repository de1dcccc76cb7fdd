import type { Cluster } from '@lantern/chat/cluster';
import type { Connection } from '@lantern/db';

/**
 * Tells chat news together with the moment by the database's clock, after the change was made: room tokens say by the same
 * clock as of when they are true, so that chat can tell which were made before. Clocks of the processes may differ.
 *
 * @param announce tells chat; rejects when that cannot be done
 */
export function datedAnnounce(
  { query }: Pick<Connection, 'query'>,
  announce: Cluster['announce'],
): Cluster['announce'] {
  return async (notice) => {
    const { rows } = await query('select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as at');
    await announce({ ...notice, at: Number(rows[0]?.at) });
  };
}
