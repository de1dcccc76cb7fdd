import { getTableName, type SQL, Subquery, sql } from 'drizzle-orm';
import { roomBans, roomMembers, roomStars, rooms } from '../schema/index.ts';
import { newestFirst } from './newest-first.ts';
import { isFoundBy, isOpenTo, isPassedBy } from './room-visibility.ts';

const userId = sql`${sql.placeholder('userId')}::uuid`;
const after = sql`${sql.placeholder('after')}::uuid`;
const limit = sql.placeholder('limit');
const busiest = sql`string_to_array(${sql.placeholder('busiest')}::text, ',')::uuid[]`;

/** A query of whole rooms, to be selected from as their table is. */
const asRooms = (query: SQL) => new Subquery(query, {}, getTableName(rooms)) as unknown as typeof rooms;

/** Each half is sorted by an index, which one condition for both would not use. Whoever is banned belongs to a room again afterwards. */
const mineQuery = sql`
  select * from (
    (select * from ${rooms} where owner_id = ${userId} and id < ${after}
      order by ${newestFirst(sql`id`)} limit ${limit})
    union all
    (select ${rooms}.* from ${roomMembers} join ${rooms} on ${rooms}.id = room_id
      where user_id = ${userId} and room_id < ${after} and not exists (
        select from ${roomBans} ban where ban.room_id = ${roomMembers}.room_id and ban.user_id = ${userId}
          and (ban.until is null or ban.until > now()))
      order by room_id desc limit ${limit})
  ) either order by id desc limit ${limit}`;

/** Stars have a name of their own, since conditions on rooms say `user_id` of other tables. */
const stars = sql`(select room_id, starred_at from ${roomStars} where user_id = ${userId}) star`;
const starredQuery = (order: SQL) => sql`
  select ${rooms}.* from ${rooms} join ${stars} on room_id = id where ${isOpenTo} ${order} limit ${limit}`;

/** Busiest first. Its placeholder `busiest` holds the ids in that order, separated by commas. */
const liveQuery = sql`
  select * from ${rooms} where id = any(${busiest}) and ${isFoundBy} and ${isPassedBy}
  order by array_position(${busiest}, id) limit ${limit}`;

/** The rooms that somebody owns or belongs to, the newest first. */
export const myRooms = asRooms(mineQuery);
/** The rooms that somebody has put a star on, the newest first. */
export const starredRooms = asRooms(starredQuery(sql`and id < ${after} order by id desc`));
/** The rooms with people in them that somebody finds and may enter. */
export const liveRooms = asRooms(liveQuery);

/** All that the home page lists: `list` names the list, `place` is the place in it. */
export const homeLists = asRooms(sql`
  select 'live' as list, row_number() over () as place, ${rooms}.* from (${liveQuery}) ${rooms}
  union all
  select 'starred', row_number() over (), ${rooms}.* from (
    ${starredQuery(sql`order by starred_at desc, id desc`)}
  ) ${rooms}
  union all
  select 'mine', row_number() over (), ${rooms}.* from (${mineQuery}) ${rooms}`);
