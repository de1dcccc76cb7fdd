import { getTableName, type SQL, Subquery, sql } from 'drizzle-orm';
import { rooms, searchSketch } from '../schema/index.ts';

/** Of so many of the newest rooms one at least holds the text: then it is common enough for a walk. */
const SAMPLE = 1000;
/** So many rooms are walked at most, some milliseconds. */
const WALKED = 20_000;

/** No id is later. */
export const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The statement is the same for every text, so that it is planned once: each value is a placeholder. */
const key = sql.placeholder('key');
const after = sql.placeholder('after');
const enough = sql.placeholder('enough');
const most = sql.placeholder('most');
const isOlder = sql`id < ${after}::uuid`;
const holds = sql`strpos(search_key, ${key}) > 0`;
const sketchHolds = sql`${searchSketch(sql`search_key`)} like ${searchSketch(sql`'%' || ${key}::text || '%'`)}`;
const newest = (limit: number) =>
  sql`(select * from ${rooms} where ${isOlder} order by id desc limit ${sql.raw(String(limit))})`;
const walkedEnough = sql`(select count(*) from walked) >= ${enough}`;

const statement = (visible: SQL) => sql`
  with walked as materialized (
    select * from ${newest(WALKED)} newest
    where ${holds} and ${visible} and exists (select from ${newest(SAMPLE)} sample where ${holds})
    order by id desc limit ${enough}
  ), indexed as materialized (
    select * from ${rooms} where ${isOlder} and ${holds} and ${sketchHolds} and ${visible} and not ${walkedEnough}
  )
  select *, (count(*) over ())::int as found from (
    select *, true as walked from walked where ${walkedEnough}
    union all
    (select *, false from indexed order by id desc limit ${most})
  ) either`;

/**
 * Rooms whose key holds a text, newest first, to be selected from under the name of their table. Placeholders: `key`, which holds
 * nothing that LIKE would take for a wildcard; `after`, an id that all ids are older than; `enough`, for a page; `most`.
 *
 * A common text is found by walking the newest rooms until there are enough. The index of sketches would read every room that holds
 * it: each takes a regular expression, so some thousands took up to 200 ms. Any other text is found by the index, `most` at most.
 * Which of the two it is, the newest rooms decide when the statement runs. The planner decided by its statistics, and had to plan the
 * statement anew for each text, which took longer than most searches.
 *
 * @param visible a condition on its columns; absent: all rooms are found
 * @returns with each room `found`, how many there are up to `most`, and `walked`: whether there were enough, uncounted
 */
export const roomsHolding = (visible = sql`true`) =>
  new Subquery(statement(visible), {}, getTableName(rooms)) as unknown as typeof rooms;
