import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { moment } from './moment.ts';
import { users } from './people.ts';
import { rooms } from './rooms.ts';

const room = () =>
  uuid('room_id')
    .notNull()
    .references(() => rooms.id, { onDelete: 'cascade' });
const person = (name: string) => uuid(name).references(() => users.id, { onDelete: 'cascade' });
/** Stays when the account of who did it is deleted. */
const actor = (name: string) => uuid(name).references(() => users.id, { onDelete: 'set null' });

/** The rooms that people have put a star on, each for themselves. */
export const roomStars = pgTable(
  'room_stars',
  {
    userId: person('user_id').notNull(),
    roomId: room(),
    starredAt: moment('starred_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.roomId] }),
    index('room_stars_room_id').on(table.roomId),
  ],
);

/** Who belongs to a room: whom an invite let in, and the moderators that the owner named. The owner is not listed. */
export const roomMembers = pgTable(
  'room_members',
  {
    roomId: room(),
    userId: person('user_id').notNull(),
    role: text('role', { enum: ['member', 'moderator'] }).notNull(),
    joinedAt: moment('joined_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.roomId, table.userId] }),
    index('room_members_user_id').on(table.userId),
    check('room_members_role', sql`${table.role} in ('member', 'moderator')`),
  ],
);

/** Links that let people into a room. */
export const roomInvites = pgTable(
  'room_invites',
  {
    id: uuid('id').primaryKey(),
    roomId: room(),
    createdBy: person('created_by').notNull(),
    /** SHA-256 of the token in the link, in hexadecimal. */
    tokenHash: text('token_hash').notNull().unique('room_invites_token_hash_key'),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    /** Null: as often as anybody likes. */
    maxUses: integer('max_uses'),
    uses: integer('uses').notNull().default(0),
    revokedAt: moment('revoked_at'),
  },
  (table) => [
    index('room_invites_room_id_id').on(table.roomId, table.id.desc()),
    index('room_invites_created_by').on(table.createdBy),
    index('room_invites_expires_at').on(table.expiresAt),
    // Stops a statement that would count one use too many, whoever else uses it at the same moment.
    check('room_invites_uses', sql`${table.maxUses} is null or ${table.uses} <= ${table.maxUses}`),
  ],
);

const imposed = (by: string, at: string) => ({
  roomId: room(),
  userId: person('user_id').notNull(),
  /** What the person reads, and the room’s log. */
  reason: text('reason'),
  by: actor(by),
  at: moment(at).notNull().defaultNow(),
});

/** Who may not enter a room. */
export const roomBans = pgTable(
  'room_bans',
  {
    ...imposed('banned_by', 'banned_at'),
    /** Null: for good. */
    until: moment('until'),
  },
  (table) => [
    primaryKey({ columns: [table.roomId, table.userId] }),
    index('room_bans_user_id').on(table.userId),
    index('room_bans_banned_by').on(table.by),
    index('room_bans_until').on(table.until),
  ],
);

/** Who may read in a room and not write. */
export const roomMutes = pgTable(
  'room_mutes',
  { ...imposed('muted_by', 'muted_at'), until: moment('until').notNull() },
  (table) => [
    primaryKey({ columns: [table.roomId, table.userId] }),
    index('room_mutes_user_id').on(table.userId),
    index('room_mutes_muted_by').on(table.by),
    index('room_mutes_until').on(table.until),
  ],
);

/** To whom the owner wants to hand a room over. The room changes hands when that person accepts. */
export const roomTransfers = pgTable(
  'room_transfers',
  {
    roomId: room().primaryKey(),
    toUserId: person('to_user_id').notNull(),
    offeredAt: moment('offered_at').notNull().defaultNow(),
  },
  (table) => [index('room_transfers_to_user_id').on(table.toUserId)],
);

/** Who did what to whom in a room, and why. Never what anybody said. */
export const roomLog = pgTable(
  'room_log',
  {
    id: uuid('id').primaryKey(),
    roomId: room(),
    at: moment('at').notNull().defaultNow(),
    /** One of web/src/moderation’s acts. */
    act: text('act').notNull(),
    actorId: actor('actor_id'),
    /** Null: it was about the room, or the account was deleted. */
    userId: actor('user_id'),
    reason: text('reason'),
    /** Until when it holds. */
    until: moment('until'),
  },
  (table) => [
    index('room_log_room_id_id').on(table.roomId, table.id.desc()),
    index('room_log_at').on(table.at),
    index('room_log_actor_id').on(table.actorId),
    index('room_log_user_id').on(table.userId),
  ],
);
