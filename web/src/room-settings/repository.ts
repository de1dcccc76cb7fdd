import {
  and,
  asciiLower,
  banInForce,
  type Database,
  eq,
  isNull,
  or,
  roomBans,
  roomMembers,
  roomMutes,
  rooms,
  roomTransfers,
  sql,
  userService,
  users,
} from '@lantern/db';
import { accountKey } from '../text/email-address.ts';

/** What of an account its name is made of. */
export type Named = {
  id: string;
  login: string | null;
  displayName: string | null;
  firstName: string | null;
  lastName: string | null;
};

/** What the owner may set. */
export type RoomValues = Partial<
  Pick<typeof rooms.$inferInsert, 'name' | 'searchKey' | 'namesake' | 'description' | 'visibility' | 'entry'>
>;

/** By whom somebody is named. */
export type Target = { userId: string } | { login: string };

/** What is noted of a change: what a setting was set to, or to whom the room was handed. */
export type LogEntry = {
  id: string;
  roomId: string;
  act: 'renamed' | 'described' | 'visibility_set' | 'entry_set' | 'handed_over';
  actorId: string;
  userId?: string;
  reason?: string | null;
};
type WriteLog = (db: Database, entry: LogEntry) => Promise<void>;

const named = {
  id: users.id,
  login: users.login,
  displayName: users.displayName,
  firstName: users.firstName,
  lastName: users.lastName,
};

export type RoomSettingsRepository = ReturnType<typeof roomSettingsRepository>;

/** @param writeLog the room's log */
export function roomSettingsRepository(db: Database, writeLog: WriteLog) {
  return {
    /** The owner of a room, and to whom they have offered it. */
    async people(roomId: string): Promise<{ owner: Named | undefined; offeredTo: Named | undefined }> {
      const found = await db
        .select({ ...named, isOwner: sql<boolean>`${rooms.ownerId} = ${users.id}` })
        .from(rooms)
        .leftJoin(roomTransfers, eq(roomTransfers.roomId, rooms.id))
        .innerJoin(users, sql`${users.id} in (${rooms.ownerId}, ${roomTransfers.toUserId})`)
        .where(eq(rooms.id, roomId));
      return {
        owner: found.find(({ isOwner }) => isOwner),
        offeredTo: found.find(({ isOwner }) => !isOwner),
      };
    },

    /**
     * Sets what was asked for and notes it, or neither.
     *
     * @param of.ownerId nothing is changed if the room is somebody else's by now
     * @returns whether it was changed
     * @throws when the name is taken: the index `rooms_search_key_key`
     */
    change(
      of: { roomId: string; ownerId: string },
      values: RoomValues,
      entries: readonly LogEntry[],
    ): Promise<boolean> {
      return db.transaction(async (tx) => {
        const changed = await tx
          .update(rooms)
          .set(values)
          .where(and(eq(rooms.id, of.roomId), eq(rooms.ownerId, of.ownerId)))
          .returning({ id: rooms.id });
        if (changed.length === 0) return false;
        for (const entry of entries) await writeLog(tx, entry);
        return true;
      });
    },

    /**
     * Offers a room to somebody who is not disabled, in place of whom it was offered to before. It takes turns with `accept`: who
     * has just handed a room over offers it to nobody.
     *
     * @param ownerId nothing is offered if the room is somebody else's by now
     */
    offer(
      roomId: string,
      ownerId: string,
      target: Target,
    ): Promise<'offered' | 'user_not_found' | 'changed_meanwhile'> {
      const isTarget =
        'userId' in target
          ? eq(users.id, target.userId)
          : eq(asciiLower(users.login), accountKey(target.login));
      return db.transaction(async (tx) => {
        const [room] = await tx
          .select({ ownerId: rooms.ownerId })
          .from(rooms)
          .where(eq(rooms.id, roomId))
          .for('no key update');
        if (room?.ownerId !== ownerId) return 'changed_meanwhile';
        const [found] = await tx
          .select({ toUserId: users.id })
          .from(users)
          .innerJoin(userService, eq(userService.userId, users.id))
          .where(and(isTarget, isNull(userService.disabledAt)));
        if (!found) return 'user_not_found';
        const offer = { ...found, offeredAt: sql`now()` };
        await tx
          .insert(roomTransfers)
          .values({ roomId, ...offer })
          .onConflictDoUpdate({ target: roomTransfers.roomId, set: offer });
        return 'offered';
      });
    },

    /**
     * Takes an offer back, or declines it.
     *
     * @param by its owner or the one to whom it was offered
     * @returns whether there was one
     */
    async withdraw(roomId: string, by: string): Promise<boolean> {
      const gone = await db
        .delete(roomTransfers)
        .where(
          and(
            eq(roomTransfers.roomId, roomId),
            sql`(${roomTransfers.toUserId} = ${by} or exists (select from ${rooms} where ${rooms.id} = ${roomId} and ${rooms.ownerId} = ${by}))`,
          ),
        )
        .returning({ roomId: roomTransfers.roomId });
      return gone.length > 0;
    },

    /**
     * The room changes hands, all of it or nothing, in turn with its moderation: who is banned at the same moment gets no room.
     * The former owner stays a member. The new owner writes again, unless an administrator has muted them.
     *
     * @param entry what is noted; its actor, the former owner, is filled in
     * @returns whose it was; undefined: it was not offered to this account, one of both is banned, or the owner's account disabled
     */
    accept(
      entry: Omit<LogEntry, 'actorId'> & { userId: string },
    ): Promise<{ formerOwner: string; unmuted: boolean } | undefined> {
      const { roomId, userId } = entry;
      return db.transaction(async (tx) => {
        const [room] = await tx
          .select({ ownerId: rooms.ownerId })
          .from(rooms)
          .innerJoin(userService, and(eq(userService.userId, rooms.ownerId), isNull(userService.disabledAt)))
          .where(eq(rooms.id, roomId))
          .for('no key update', { of: rooms });
        if (!room) return undefined;
        const banned = sql`exists (select from ${roomBans} where ${roomBans.roomId} = ${roomId} and ${roomBans.userId} in (${userId}, ${room.ownerId}) and ${banInForce})`;
        const [offer] = await tx
          .delete(roomTransfers)
          .where(
            and(eq(roomTransfers.roomId, roomId), eq(roomTransfers.toUserId, userId), sql`not ${banned}`),
          )
          .returning({ roomId: roomTransfers.roomId });
        if (!offer) return undefined;
        const byModerator = sql`${roomMutes.by} in (select ${roomMembers.userId} from ${roomMembers} where ${roomMembers.roomId} = ${roomId} and ${roomMembers.role} = 'moderator')`;
        const lifted = await tx
          .delete(roomMutes)
          .where(
            and(
              eq(roomMutes.roomId, roomId),
              eq(roomMutes.userId, userId),
              or(eq(roomMutes.by, room.ownerId), byModerator),
            ),
          )
          .returning({ userId: roomMutes.userId });
        const noMember = tx.$with('no_member').as(
          tx
            .delete(roomMembers)
            .where(and(eq(roomMembers.roomId, roomId), eq(roomMembers.userId, userId)))
            .returning({ userId: roomMembers.userId }),
        );
        await tx.with(noMember).update(rooms).set({ ownerId: userId }).where(eq(rooms.id, roomId));
        await tx
          .insert(roomMembers)
          .values({ roomId, userId: room.ownerId, role: 'member' })
          .onConflictDoNothing();
        await writeLog(tx, { ...entry, actorId: room.ownerId });
        return { formerOwner: room.ownerId, unmuted: lifted.length > 0 };
      });
    },
  };
}
