import {
  and,
  banInForce,
  type Database,
  eq,
  isNull,
  muteInForce,
  roomBans,
  roomMembers,
  roomMutes,
  roomStars,
  rooms,
  sql,
} from '@lantern/db';

/** What an account is in a room; null: nothing, it neither owns the room nor belongs to it. */
export type RoomRole = 'owner' | 'moderator' | 'member' | null;

/** A room with all its settings. */
export type RoomDetails = {
  id: string;
  name: string;
  createdAt: Date;
  ownerId: string;
  restriction: string | null;
  restrictionLabel: string | null;
  description: string | null;
  visibility: 'listed' | 'unlisted';
  entry: 'everybody' | 'members';
  slowModeSeconds: number;
  /** The check value of a sealed room’s key; null: it is not sealed. */
  sealed: string | null;
};

/** A room together with what an account is in it. */
export type Standing = {
  room: RoomDetails;
  role: RoomRole;
  /** Null: none, or it has ended. `until` null: for good. */
  ban: { reason: string | null; until: Date | null } | null;
  /** Null: none, or it has ended. */
  mute: { reason: string | null; until: Date } | null;
  /** Whether it has their star. */
  starred: boolean;
};

/** The columns of a room that `RoomDetails` holds. */
export const roomDetails = {
  id: rooms.id,
  name: rooms.name,
  createdAt: rooms.createdAt,
  ownerId: rooms.ownerId,
  restriction: rooms.restriction,
  restrictionLabel: rooms.restrictionLabel,
  description: rooms.description,
  visibility: rooms.visibility,
  entry: rooms.entry,
  slowModeSeconds: rooms.slowModeSeconds,
  sealed: rooms.sealed,
};

export type EntryRepository = ReturnType<typeof entryRepository>;

export function entryRepository(db: Database) {
  const [userId, roomId] = [sql.placeholder('userId'), sql.placeholder('roomId')];
  const find = db
    .select({
      room: roomDetails,
      role: sql<RoomRole>`case when ${rooms.ownerId} = ${userId} then 'owner' else ${roomMembers.role} end`,
      ban: { bannedAt: roomBans.at, reason: roomBans.reason, until: roomBans.until },
      starredAt: roomStars.starredAt,
      mute: { mutedAt: roomMutes.at, reason: roomMutes.reason, until: roomMutes.until },
    })
    .from(rooms)
    .leftJoin(roomMembers, and(eq(roomMembers.roomId, rooms.id), eq(roomMembers.userId, userId)))
    .leftJoin(roomBans, and(eq(roomBans.roomId, rooms.id), eq(roomBans.userId, userId), banInForce))
    .leftJoin(roomMutes, and(eq(roomMutes.roomId, rooms.id), eq(roomMutes.userId, userId), muteInForce))
    .leftJoin(roomStars, and(eq(roomStars.roomId, rooms.id), eq(roomStars.userId, userId)))
    .where(eq(rooms.id, roomId))
    .prepare('standing');

  return {
    /** A room that everybody may know of: listed, for everybody, without restriction. */
    async findPublic(id: string): Promise<{ name: string; description: string | null } | undefined> {
      const [found] = await db
        .select({ name: rooms.name, description: rooms.description })
        .from(rooms)
        .where(
          and(
            eq(rooms.id, id),
            eq(rooms.visibility, 'listed'),
            eq(rooms.entry, 'everybody'),
            isNull(rooms.restriction),
          ),
        );
      return found;
    },

    /** @returns undefined when there is no such room */
    async find(ids: { userId: string; roomId: string }): Promise<Standing | undefined> {
      const [found] = await find.execute(ids);
      if (!found) return undefined;
      const { room, role, ban, mute, starredAt } = found;
      return {
        room,
        role,
        ban: ban?.bannedAt ? { reason: ban.reason, until: ban.until } : null,
        mute: mute?.until ? { reason: mute.reason, until: mute.until } : null,
        starred: starredAt !== null,
      };
    },
  };
}
