import { v7 as uuid } from 'uuid';
import { z } from 'zod';

/** A part of a list, and the id to ask after for what follows. */
export type Page<Item> = { items: Item[]; next: string | undefined };

/**
 * Reads a page, and one row more to know whether another follows.
 *
 * @param read gets at most `limit` rows in the order of the list
 */
export async function readPage<Item extends { id: string }>(
  read: (limit: number) => Promise<Item[]>,
  size: number,
): Promise<Page<Item>> {
  return pageOf(await read(size + 1), size);
}

/** @param rows at most `size + 1`: the last one only shows that another page follows */
export function pageOf<Item extends { id: string }>(rows: Item[], size: number): Page<Item> {
  const items = rows.slice(0, size);
  return { items, next: rows.length > size ? items.at(-1)?.id : undefined };
}

/** How programs ask: the id of the last item that they have seen. */
export const continuation = z.strictObject({ after: z.uuid('invalid').optional() });

/** The same in the address of a page: what continues nothing is the beginning. */
export const after = z.uuid().optional().catch(undefined);

/** A page as programs see it. */
export const pageSchema = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), next: z.uuid().nullable() });

export function shownPage<Item, Shown>({ items, next }: Page<Item>, shown: (item: Item) => Shown) {
  return { items: items.map(shown), next: next ?? null };
}

/** Ids are UUID v7, which begin with the time: none that was made later is smaller. @param msecs since 1970 */
export const firstIdAfter = (msecs: number) => uuid({ msecs, seq: 0, random: new Uint8Array(16) });
