import {
  banInForce,
  roomBans,
  roomInvites,
  roomMembers,
  rooms,
  type SQL,
  sql,
  userService,
} from '@lantern/db';

/** Whether an account is banned from the room of the statement. */
export const isBanned = (userId: SQL) =>
  sql`exists (select from ${roomBans} where ${roomBans.roomId} = ${rooms.id} and ${roomBans.userId} = ${userId} and ${banInForce})`;
/** Whether an account belongs to it. @param roles a condition on `room_members` */
export const isIn = (userId: SQL, roles: SQL) =>
  sql`exists (select from ${roomMembers} where ${roomMembers.roomId} = ${rooms.id} and ${roomMembers.userId} = ${userId} and ${roles})`;

const creator = sql`${roomInvites.createdBy}`;
const isEnabled = (userId: SQL) =>
  sql`exists (select from ${userService} where ${userService.userId} = ${userId} and ${userService.disabledAt} is null)`;

/** The rule of `mayInvite` for who made the invite, whose account is not disabled. */
export const creatorMay = sql<boolean>`(${isEnabled(creator)} and (${rooms.ownerId} = ${creator} or (not ${isBanned(creator)} and (${rooms.entry} = 'everybody' or ${isIn(creator, sql`${roomMembers.role} = 'moderator'`)}))))`;
