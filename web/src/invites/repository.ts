import {
  and,
  banInForce,
  type Database,
  desc,
  eq,
  gt,
  isNull,
  lt,
  or,
  roomBans,
  roomInvites,
  roomMembers,
  rooms,
  sql,
  users,
} from '@lantern/db';
import { creatorMay, isBanned, isIn } from './rules/repository.ts';

/** An invite as lists show it: its token is known to nobody any more. */
export type Invite = {
  id: string;
  createdAt: Date;
  expiresAt: Date;
  /** Null: as often as anybody likes. */
  maxUses: number | null;
  uses: number;
  revokedAt: Date | null;
  /** Who made it. */
  by: { id: string; login: string | null; displayName: string | null } & FullName;
};

type Role = 'owner' | 'moderator' | 'member' | null;
type FullName = { firstName: string | null; lastName: string | null };

/** An invite, its room, and what somebody who holds its link is in that room. */
export type Invitation = {
  invite: Invite;
  /** Whether who made it may still invite people to this room. */
  creatorMay: boolean;
  room: {
    id: string;
    name: string;
    description: string | null;
    restriction: string | null;
    visibility: 'listed' | 'unlisted';
    entry: 'everybody' | 'members';
  };
  role: Role;
  ban: { reason: string | null; until: Date | null } | null;
};

/** Somebody with the link of an invite. */
export type Invitee = {
  userId: string;
  /** The restrictions that they pass. */
  passes: readonly string[];
};

const invite = {
  id: roomInvites.id,
  createdAt: roomInvites.createdAt,
  expiresAt: roomInvites.expiresAt,
  maxUses: roomInvites.maxUses,
  uses: roomInvites.uses,
  revokedAt: roomInvites.revokedAt,
};

const by = {
  id: users.id,
  login: users.login,
  displayName: users.displayName,
  firstName: users.firstName,
  lastName: users.lastName,
};

const room = {
  id: rooms.id,
  name: rooms.name,
  description: rooms.description,
  restriction: rooms.restriction,
  visibility: rooms.visibility,
  entry: rooms.entry,
};

/** The index that a second row of one member breaks. */
export const MEMBERS_KEY = 'room_members_room_id_user_id_pk';

/** The foreign key that an invite to a room that is gone breaks. */
export const ROOM_KEY = 'room_invites_room_id_rooms_id_fk';

export type InviteRepository = ReturnType<typeof inviteRepository>;

export function inviteRepository(db: Database) {
  const usable = and(
    gt(roomInvites.expiresAt, sql`now()`),
    isNull(roomInvites.revokedAt),
    or(isNull(roomInvites.maxUses), lt(roomInvites.uses, roomInvites.maxUses)),
    creatorMay,
  );

  return {
    /** @throws when the room or the account is gone: a foreign key */
    async insert(values: typeof roomInvites.$inferInsert): Promise<void> {
      await db.insert(roomInvites).values(values);
    },

    /**
     * Newest first.
     *
     * @param of.createdBy whose; absent: everybody's
     */
    list(
      { roomId, createdBy: one }: { roomId: string; createdBy: string | undefined },
      after: string | undefined,
      limit: number,
    ): Promise<Invite[]> {
      return db
        .select({ ...invite, by })
        .from(roomInvites)
        .innerJoin(users, eq(users.id, roomInvites.createdBy))
        .where(
          and(
            eq(roomInvites.roomId, roomId),
            one === undefined ? undefined : eq(roomInvites.createdBy, one),
            after === undefined ? undefined : lt(roomInvites.id, after),
          ),
        )
        .orderBy(desc(roomInvites.id))
        .limit(limit);
    },

    /**
     * @param of.createdBy whose it has to be; absent: anybody's
     * @returns whether there is such an invite; one that was revoked before stays as it is
     */
    async revoke({
      id,
      roomId,
      createdBy: one,
    }: {
      id: string;
      roomId: string;
      createdBy: string | undefined;
    }): Promise<boolean> {
      const revoked = await db
        .update(roomInvites)
        .set({ revokedAt: sql`coalesce(${roomInvites.revokedAt}, now())` })
        .where(
          and(
            eq(roomInvites.id, id),
            eq(roomInvites.roomId, roomId),
            one === undefined ? undefined : eq(roomInvites.createdBy, one),
          ),
        )
        .returning({ id: roomInvites.id });
      return revoked.length > 0;
    },

    /**
     * @param userId of who holds the link; undefined: a stranger
     * @returns undefined when there is no such invite
     */
    async find(tokenHash: string, userId: string | undefined): Promise<Invitation | undefined> {
      const holder = sql`${userId ?? null}::uuid`;
      const [found] = await db
        .select({
          invite,
          by,
          creatorMay,
          room,
          role: sql<Role>`case when ${rooms.ownerId} = ${holder} then 'owner' else ${roomMembers.role} end`,
          ban: { bannedAt: roomBans.at, reason: roomBans.reason, until: roomBans.until },
        })
        .from(roomInvites)
        .innerJoin(rooms, eq(rooms.id, roomInvites.roomId))
        .innerJoin(users, eq(users.id, roomInvites.createdBy))
        .leftJoin(roomMembers, and(eq(roomMembers.roomId, rooms.id), eq(roomMembers.userId, holder)))
        .leftJoin(roomBans, and(eq(roomBans.roomId, rooms.id), eq(roomBans.userId, holder), banInForce))
        .where(eq(roomInvites.tokenHash, tokenHash));
      if (!found) return undefined;
      const { ban, invite: columns, by: inviter, ...rest } = found;
      return {
        ...rest,
        invite: { ...columns, by: inviter },
        ban: ban?.bannedAt ? { reason: ban.reason, until: ban.until } : null,
      };
    },

    /**
     * Makes a member of somebody and counts the use, both or neither: when two people use the last one at once, the second waits
     * for the first and finds none left; when somebody uses it twice at once, the second breaks MEMBERS_KEY and counts nothing. The
     * room is locked first, as its deletion does: otherwise each could wait for the other.
     *
     * @returns the room; undefined when nothing was changed: `find` says why
     */
    async use(tokenHash: string, { userId, passes }: Invitee): Promise<string | undefined> {
      const holder = sql`${userId}::uuid`;
      const room = db
        .$with('room')
        .as(
          db
            .select({ id: rooms.id })
            .from(rooms)
            .innerJoin(roomInvites, eq(roomInvites.roomId, rooms.id))
            .where(eq(roomInvites.tokenHash, tokenHash))
            .for('key share', { of: rooms }),
        );
      const used = db.$with('used').as(
        db
          .update(roomInvites)
          .set({ uses: sql`${roomInvites.uses} + 1` })
          .from(rooms)
          .where(
            and(
              eq(roomInvites.tokenHash, tokenHash),
              eq(rooms.id, roomInvites.roomId),
              sql`${rooms.id} = (select id from room)`,
              usable,
              sql`${rooms.ownerId} <> ${holder}`,
              sql`not ${isIn(holder, sql`true`)}`,
              sql`not ${isBanned(holder)}`,
              sql`(${rooms.restriction} is null or ${rooms.restriction} = any(string_to_array(${passes.join()}, ',')))`,
            ),
          )
          .returning({ roomId: roomInvites.roomId }),
      );
      const joined = db
        .$with('joined')
        .as(
          db
            .insert(roomMembers)
            .select(sql`select used.room_id, ${holder}, 'member', now() from used`)
            .returning({ roomId: roomMembers.roomId }),
        );
      const [row] = await db
        .with(room, used, joined)
        .select({ roomId: sql<string>`room_id` })
        .from(sql`joined`);
      return row?.roomId;
    },
  };
}
