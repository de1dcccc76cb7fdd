import { sql } from 'drizzle-orm';

/**
 * Conditions on `rooms`, the only table around them that has these columns. Placeholders: `userId`; `passed`, the permissions of that
 * account, separated by commas; `passesAll`, whether it has every one.
 */
const userId = sql.placeholder('userId');
const isOwned = sql`owner_id = ${userId}::uuid`;
const isMember = sql`id in (select room_id from room_members where user_id = ${userId}::uuid)`;
const isBanned = sql`id in (
  select room_id from room_bans where user_id = ${userId}::uuid and (until is null or until > now()))`;
const isPublic = sql`(visibility = 'listed' and entry = 'everybody')`;

/**
 * Who belongs to a room finds it; others only one that is listed and lets everybody in. While somebody is banned, a hidden room is none
 * of theirs: they would read its new names, and how many people are in it.
 */
export const isFoundBy = sql`(${isPublic} or ${isOwned} or (${isMember} and not ${isBanned}))`;

/** An unlisted room may be known to whoever has its link. */
export const isOpenTo = sql`(${isPublic} or ${isOwned} or ((entry = 'everybody' or ${isMember}) and not ${isBanned}))`;

const passed = sql`string_to_array(${sql.placeholder('passed')}::text, ',')`;

/** Whether the account passes the restriction. */
export const isPassedBy = sql`(restriction is null or ${sql.placeholder('passesAll')}::boolean or restriction = any(${passed}))`;
