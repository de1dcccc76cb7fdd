import {
  and,
  asciiLower,
  banInForce,
  type Database,
  eq,
  heldPermissions,
  inArray,
  muteInForce,
  or,
  roomBans,
  roomMembers,
  roomMutes,
  rooms,
  type SQL,
  sql,
  userService,
  users,
} from '@lantern/db';
import type { Holder } from '../permissions.ts';
import { accountKey } from '../text/email-address.ts';
import { type Named, type NewLogEntry, named, writeRoomLog } from './log/repository.ts';

/** What keeps somebody out of a room, or quiet in it. */
export type Imposed = {
  reason: string | null;
  /** Null: for good. */
  until: Date | null;
  /** Who did it; null: the account was deleted. */
  by: string | null;
};

/** Somebody, with what they are in a room. */
export type RoomPerson = Named &
  Holder & {
    permissions: string[];
    createdAt: Date;
    /** Null: the owner has not named them, and no invite brought them. */
    role: 'owner' | 'moderator' | 'member' | null;
    /** Since when they belong to the room; null: they do not, or own it. */
    joinedAt: Date | null;
    /** Null: none, or it has ended. */
    ban: Imposed | null;
    mute: Imposed | null;
  };

/** By whom somebody is named: whoever is in the room knows the id, and people remember the login. */
export type Target = { userId: string } | { login: string };

/** A ban or mute as it is written; `until` null: for good. */
export type Imposition = { roomId: string; userId: string; by: string; reason: string | null };

export type ModerationRepository = ReturnType<typeof moderationRepository>;
export type ModerationTurn = ReturnType<typeof turnQueries>;

export function moderationRepository(db: Database) {
  return {
    /**
     * Changes what somebody is in a room, all of it or nothing. Changes of one room take turns: nobody is banned by a moderator
     * who was withdrawn, or who became the owner, at the same moment.
     */
    inTurn: <Result>(change: (queries: ModerationTurn) => Promise<Result>): Promise<Result> =>
      db.transaction((tx) => change(turnQueries(tx))),

    async person(roomId: string, target: Target): Promise<RoomPerson | undefined> {
      const [found] = await peopleIn(db, roomId, isTarget(target));
      return found;
    },

    /** The moderators whom the owner named, longest first. */
    moderators: (roomId: string): Promise<RoomPerson[]> =>
      peopleIn(db, roomId, eq(roomMembers.role, 'moderator')),
  };
}

function turnQueries(db: Database) {
  return {
    /** @returns its slow mode, in seconds; undefined when there is no such room */
    async lockRoom(id: string): Promise<{ slowModeSeconds: number } | undefined> {
      const [room] = await db
        .select({ slowModeSeconds: rooms.slowModeSeconds })
        .from(rooms)
        .where(eq(rooms.id, id))
        .for('no key update');
      return room;
    },

    /** The accounts with these ids, and whom `target` names. */
    people: (roomId: string, ids: readonly string[], target: Target): Promise<RoomPerson[]> =>
      peopleIn(db, roomId, or(inArray(users.id, [...ids]), isTarget(target))),

    async moderatorCount(roomId: string): Promise<number> {
      return db.$count(roomMembers, and(eq(roomMembers.roomId, roomId), eq(roomMembers.role, 'moderator')));
    },

    /** A moderator who is withdrawn stays a member: others may only come by an invite. */
    async setRole(roomId: string, userId: string, role: 'moderator' | 'member'): Promise<void> {
      await db
        .insert(roomMembers)
        .values({ roomId, userId, role })
        .onConflictDoUpdate({ target: [roomMembers.roomId, roomMembers.userId], set: { role } });
    },

    async removeMember(roomId: string, userId: string): Promise<void> {
      await db.delete(roomMembers).where(and(eq(roomMembers.roomId, roomId), eq(roomMembers.userId, userId)));
    },

    /** @param seconds null: for good @returns until when */
    async ban(imposed: Imposition, seconds: number | null): Promise<Date | null> {
      const values = { ...imposed, at: now, until: seconds === null ? null : after(seconds) };
      const [row] = await db
        .insert(roomBans)
        .values(values)
        .onConflictDoUpdate({ target: [roomBans.roomId, roomBans.userId], set: values })
        .returning({ until: roomBans.until });
      return row?.until ?? null;
    },

    /** @returns until when */
    async mute(imposed: Imposition, seconds: number): Promise<Date | null> {
      const values = { ...imposed, at: now, until: after(seconds) };
      const [row] = await db
        .insert(roomMutes)
        .values(values)
        .onConflictDoUpdate({ target: [roomMutes.roomId, roomMutes.userId], set: values })
        .returning({ until: roomMutes.until });
      return row?.until ?? null;
    },

    async lift(what: 'ban' | 'mute', roomId: string, userId: string): Promise<void> {
      const table = what === 'ban' ? roomBans : roomMutes;
      await db.delete(table).where(and(eq(table.roomId, roomId), eq(table.userId, userId)));
    },

    async setSlowMode(id: string, seconds: number): Promise<void> {
      await db.update(rooms).set({ slowModeSeconds: seconds }).where(eq(rooms.id, id));
    },

    log: (entry: NewLogEntry): Promise<void> => writeRoomLog(db, entry),
  };
}

/** To the millisecond, as dates of JavaScript are: pages of a list go on behind one. */
const now = sql`date_trunc('milliseconds', now())`;
const after = (seconds: number) => sql`date_trunc('milliseconds', now()) + make_interval(secs => ${seconds})`;

const isTarget = (target: Target): SQL =>
  'userId' in target ? eq(users.id, target.userId) : eq(asciiLower(users.login), accountKey(target.login));

async function peopleIn(db: Database, roomId: string, which: SQL | undefined): Promise<RoomPerson[]> {
  const rows = await db
    .select({
      ...named(users),
      isSuperuser: userService.isSuperuser,
      permissions: heldPermissions,
      createdAt: userService.createdAt,
      role: sql<
        RoomPerson['role']
      >`case when ${rooms.ownerId} = ${users.id} then 'owner' else ${roomMembers.role} end`,
      joinedAt: roomMembers.joinedAt,
      ban: { at: roomBans.at, reason: roomBans.reason, until: roomBans.until, by: roomBans.by },
      mute: { at: roomMutes.at, reason: roomMutes.reason, until: roomMutes.until, by: roomMutes.by },
    })
    .from(users)
    .innerJoin(userService, eq(userService.userId, users.id))
    .innerJoin(rooms, eq(rooms.id, roomId))
    .leftJoin(roomMembers, and(eq(roomMembers.roomId, rooms.id), eq(roomMembers.userId, users.id)))
    .leftJoin(roomBans, and(eq(roomBans.roomId, rooms.id), eq(roomBans.userId, users.id), banInForce))
    .leftJoin(roomMutes, and(eq(roomMutes.roomId, rooms.id), eq(roomMutes.userId, users.id), muteInForce))
    .where(which)
    .orderBy(roomMembers.joinedAt);
  return rows.map(({ ban, mute, ...person }) => ({
    ...person,
    ban: ban?.at ? ban : null,
    mute: mute?.at ? mute : null,
  }));
}
