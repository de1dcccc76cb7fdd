import { LanternError } from '../errors.ts';
import { type Page, readPage } from '../paging.ts';
import type { FoundRow, SearchLimit } from './repository.ts';

const PAGE_SIZE = 20;

/** Nobody looks through more, and to count a million takes seconds. Of a common text only a page is counted. */
const MOST_COUNTED = 100;

/** A shorter text is compared with whole names only: parts of it are in too many. */
const SHORTEST_PART = 6;
export const findsWholeNamesOnly = (text: string): boolean => [...text].length < SHORTEST_PART;

/** How many rooms a search finds; `more`: there are more. */
export type Found = { count: number; more: boolean };
export type FoundRooms<Of> = Page<Of> & { found: Found };

/**
 * The only page of a search for whole names.
 *
 * @throws LanternError `invalid_fields` (`q`: `search_too_short`) when there are none
 */
export function onlyPage<Of>(items: Of[]): FoundRooms<Of> {
  if (items.length === 0) throw new LanternError('invalid_fields', { fields: { q: 'search_too_short' } });
  return { items, next: undefined, found: { count: items.length, more: false } };
}

/** @param read one of the repositories’ searches */
export async function searchPage<Of extends { id: string }>(
  read: (after: string | undefined, limit: SearchLimit) => Promise<FoundRow<Of>[]>,
  after: string | undefined,
): Promise<FoundRooms<Of>> {
  let first: FoundRow<Of> | undefined;
  const page = await readPage(async (limit) => {
    const rows = await read(after, { page: limit, most: MOST_COUNTED + 1 });
    // Of a later page what comes before it is counted as well.
    [first] = after ? await read(undefined, { page: limit, most: MOST_COUNTED + 1 }) : rows;
    return rows;
  }, PAGE_SIZE);
  const { found: count, walked: more } = first ?? { found: 0, walked: false };
  const most = more ? PAGE_SIZE : MOST_COUNTED;
  return { ...page, found: { count: Math.min(count, most), more: more || count > most } };
}
