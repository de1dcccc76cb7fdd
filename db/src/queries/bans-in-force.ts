import { gt, isNull, or, sql } from 'drizzle-orm';
import { roomBans, roomMutes } from '../schema/index.ts';

/** Whether a row of `room_bans` still keeps its person out. */
export const banInForce = or(isNull(roomBans.until), gt(roomBans.until, sql`now()`));

/** Whether a row of `room_mutes` still keeps its person from writing. */
export const muteInForce = gt(roomMutes.until, sql`now()`);
