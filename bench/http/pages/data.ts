import type { Connection } from '@lantern/db';
import { roomEntry } from '../../../web/src/rooms/entry/entry.ts';
import { entryRepository } from '../../../web/src/rooms/entry/repository.ts';
import { mayInvite, restrictionsFor, type Standing } from '../../../web/src/rooms/index.ts';
import { roomListing } from '../../../web/src/rooms/listing/listing.ts';
import { listingRepository } from '../../../web/src/rooms/listing/repository.ts';

const STARS = 20;

/** What the templates of the home page and of a room's page get, as JSON can hold it. */
export type PageData = { person: object; home: object; room: Standing & { mayInvite: boolean } };

/**
 * Reads what the website gives its templates, for a server that renders them from memory.
 *
 * The person gets stars on rooms of others first, so that the home page has lists of two kinds. Nobody is in any room: chat does not run.
 */
export async function readPageData(connection: Connection, id: string): Promise<PageData> {
  await connection.query(
    `insert into room_stars (room_id, user_id)
     select id, $1::uuid from rooms where owner_id <> $1::uuid order by id desc limit ${STARS} on conflict do nothing`,
    [id],
  );
  const { rows } = await connection.query('select email, login from users where id = $1', [id]);
  const person = { id, ...rows[0], emailVerified: true, permissions: [], isSuperuser: false };
  const presence = { peopleIn: () => null, busiest: () => [] };
  const lists = await roomListing({ repository: listingRepository(connection), presence }).listHome(person);
  const standing = await roomEntry(entryRepository(connection.db)).standingOf(
    id,
    lists.mine.items[0]?.id ?? '',
  );
  return {
    person,
    home: { ...lists, restrictions: restrictionsFor(person), values: {}, fields: {} },
    room: { ...standing, mayInvite: mayInvite(standing) },
  };
}
