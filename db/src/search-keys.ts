import { cleanName, searchKey } from '@lantern/service/text';
import { asc, lt, sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { violatedIndex } from './failures.ts';
import { roles, rooms } from './schema/index.ts';

const BATCH = 2000;
/** Of a batch that a room got in the way of, which somebody has just made. */
const TRIES = 5;

/**
 * Renews the keys by which rooms and roles are compared, of those that were named under another way of comparing. What has the same
 * name as another one by now keeps its own, and its place in every search; the oldest counts as the one whose name it is, so that
 * nobody makes a third. It can end anywhere: the next start goes on.
 */
export async function renewSearchKeys<Schema extends Record<string, unknown>>(
  db: PgDatabase<PgQueryResultHKT, Schema>,
): Promise<void> {
  for (const table of [rooms, roles]) {
    for (let left = TRIES; ; ) {
      const { id, name, namesake } = table;
      const old = await db
        .select({ id, name })
        .from(table)
        .where(lt(namesake, 0))
        .orderBy(asc(id))
        .limit(BATCH);
      if (old.length === 0) break;
      const renewed = old.map((each) => ({ id: each.id, key: searchKey(cleanName(each.name)) }));
      try {
        await db.execute(sql`
          update ${table} set search_key = renewed.key, namesake = renewed.first + renewed.nth
          from (
            select id, key, (row_number() over (partition by key order by id))::int - 1 as nth,
              coalesce((select max(known.namesake) + 1 from ${table} as known where known.search_key = given.key and known.namesake >= 0), 0) as first
            from jsonb_to_recordset(${JSON.stringify(renewed)}::jsonb) as given (id uuid, key text)
          ) as renewed
          where ${table.id} = renewed.id`);
      } catch (error) {
        if (!violatedIndex(error) || left === 0) throw error;
        left -= 1;
      }
    }
  }
}
