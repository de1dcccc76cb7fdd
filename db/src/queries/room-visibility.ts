import { sql } from 'drizzle-orm';

/**
 * Conditions on `rooms`, the only table around them that has these columns. Placeholders: `userId`; `passed`, the permissions of that
 * account, separated by commas; `passesAll`, whether it has every one.
 */
const userId = sql.placeholder('userId');
const belongs = sql`(owner_id = ${userId}::uuid or id in (select room_id from room_members where user_id = ${userId}::uuid))`;

/** Who belongs to a room finds it; others only one that is listed and lets everybody in. */
export const isFoundBy = sql`((visibility = 'listed' and entry = 'everybody') or ${belongs})`;

/** An unlisted room may be known to whoever has its link. */
export const isOpenTo = sql`(entry = 'everybody' or ${belongs})`;

const passed = sql`string_to_array(${sql.placeholder('passed')}::text, ',')`;

/** Whether the account passes the restriction. */
export const isPassedBy = sql`(restriction is null or ${sql.placeholder('passesAll')}::boolean or restriction = any(${passed}))`;
