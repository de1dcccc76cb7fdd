import type { Cluster, Notice } from '@lantern/chat/cluster';
import type { Connection } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import { muteNow, nameNow, roleNow, slowModeNow } from './rules-now.ts';

/**
 * Whether Redis took the notice. A chat process that was not subscribed asks web later (introspection). If chat is unreachable,
 * connections that should close stay open until their room tokens expire, within 10 minutes.
 */
export type ChatOutcome = 'published' | 'unreachable';

/** The outcome of a change that was made: whether its notice was published. */
export type ChangeOutcome = { chat: ChatOutcome };

/** The outcome of several notifications about one change. */
export const allPublished = (outcomes: readonly ChatOutcome[]): ChangeOutcome => ({
  chat: outcomes.includes('unreachable') ? 'unreachable' : 'published',
});

export type ChatNotifier = ReturnType<typeof chatNotifier>;

type Parts = {
  /** Hands a notice to every chat process; rejects when that cannot be done. */
  announce: Cluster['announce'];
  database: Pick<Connection, 'query'>;
  log: Logger;
};

type InRoom = { userId: string; roomId: string };

/** A notice of so many ids stays under 40 KB. */
const IDS_IN_NOTICE = 1000;
/** Notices that are sent before the first of them is answered. */
const AT_ONCE = 100;
const IDS_IN_LOG = 10;

/**
 * Tells chat what has changed, after the change was made. Nothing else in web does.
 *
 * No method throws if chat cannot be reached: the change stays made. The log has a warning of it, and the outcome can be shown to
 * the person who asked for the change.
 */
export function chatNotifier({ announce, database, log }: Parts) {
  /** By the database's clock, which also dates room tokens: chat can tell which were made before. Clocks of processes may differ. */
  async function now(): Promise<number> {
    const { rows } = await database.query(
      'select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as at',
    );
    return Number(rows[0]?.at);
  }

  /** Sends every notice, also when one of them cannot be. */
  async function send(notices: Notice[]): Promise<void> {
    let failure: PromiseRejectedResult | undefined;
    for (const some of inChunks(notices, AT_ONCE)) {
      const results = await Promise.allSettled(some.map((notice) => announce(notice)));
      failure ??= results.find((result) => result.status === 'rejected');
    }
    if (failure) throw failure.reason;
  }

  /**
   * @param ids what the notices are about
   * @param noticesOf makes the notices about them
   */
  async function notify(
    type: Notice['type'],
    ids: readonly string[],
    noticesOf: () => Notice[] | Promise<Notice[]>,
  ): Promise<ChatOutcome> {
    if (ids.length === 0) return 'published';
    try {
      await send(await noticesOf());
      return 'published';
    } catch (error) {
      const { message: reason } = error as Error;
      const named = { ids: ids.slice(0, IDS_IN_LOG), count: ids.length };
      log.warn({ reason, notice: type, ...named }, 'chat could not be notified');
      return 'unreachable';
    }
  }

  return {
    /**
     * Voids the room tokens that these accounts have by now, and closes the connections that were opened with them. An account
     * that may still enter gets a new token and is back before the room has noticed.
     */
    revokeRoomTokensOf: (userIds: readonly string[]): Promise<ChatOutcome> =>
      notify('user-revocation', userIds, async () => {
        const at = await now();
        return inChunks(userIds, IDS_IN_NOTICE).map((some) => ({
          type: 'user-revocation',
          user_ids: some,
          at,
        }));
      }),

    /** Voids the room tokens of one sign-in and closes its connections. Other sign-ins of the person go on. */
    revokeSignIn: ({ id, userId }: { id: string; userId: string }): Promise<ChatOutcome> =>
      notify('sign-in-revocation', [id], async () => [
        { type: 'sign-in-revocation', user_id: userId, sign_in_id: id, at: await now() },
      ]),

    /** As `revokeRoomTokensOf`, for every member of these rooms and for these rooms only. */
    revokeRoomTokensIn: (roomIds: readonly string[]): Promise<ChatOutcome> =>
      notify('room-revocation', roomIds, async () => {
        const at = await now();
        return inChunks(roomIds, IDS_IN_NOTICE).map((some) => ({
          type: 'room-revocation',
          room_ids: some,
          at,
        }));
      }),

    /** Closes the connections in rooms that are deleted. */
    roomsDeleted: (ids: readonly string[]): Promise<ChatOutcome> =>
      notify('room-deleted', ids, async () => {
        const at = await now();
        return ids.map((id) => ({ type: 'room-deleted', room_id: id, at }));
      }),

    /** Puts somebody out of a room: their tokens for it are void, and their connections in it close. */
    memberRemoved: ({ userId, roomId }: InRoom): Promise<ChatOutcome> =>
      notify('member-removed', [roomId], async () => [
        { type: 'member-removed', user_id: userId, room_id: roomId, at: await now() },
      ]),

    /** Mutes somebody in a room whom the database says to be muted, also on open connections, or lets them write again. */
    memberMuted: ({ userId, roomId }: InRoom): Promise<ChatOutcome> =>
      notify('member-muted', [roomId], async () => [
        {
          type: 'member-muted',
          user_id: userId,
          room_id: roomId,
          ...(await muteNow(database, { userId, roomId })),
        },
      ]),

    /** Tells a room what somebody is in it now: everybody there sees the mark. */
    memberRoleChanged: ({ userId, roomId }: InRoom): Promise<ChatOutcome> =>
      notify('member-role', [roomId], async () => [
        {
          type: 'member-role',
          user_id: userId,
          room_id: roomId,
          ...(await roleNow(database, { userId, roomId })),
        },
      ]),

    /** Tells a room how many seconds its members wait from one message to the next. */
    slowModeChanged: (roomId: string): Promise<ChatOutcome> =>
      notify('room-slow-mode', [roomId], async () => [
        { type: 'room-slow-mode', room_id: roomId, ...(await slowModeNow(database, roomId)) },
      ]),

    /** Tells a room what it is called now. Where that fails, the next room token of anybody there tells it. */
    roomRenamed: (roomId: string): Promise<ChatOutcome> =>
      notify('room-renamed', [roomId], async () => {
        const { at, name } = await nameNow(database, roomId);
        return name === null ? [] : [{ type: 'room-renamed', room_id: roomId, name, at }];
      }),

    /**
     * Tells open rooms what somebody is called now. Where that fails, the next room token tells it: pages get one every few
     * minutes, and at every reconnection.
     */
    personRenamed: ({ id, name }: { id: string; name: string }): Promise<ChatOutcome> =>
      notify('user-renamed', [id], () => {
        // Later than any token of this second, which may hold the name before. By this process's clock: nobody waits for the
        // notice, and one that waited for the database could be overtaken by that of the next name.
        const since = Math.ceil(Date.now() / 1000);
        return [{ type: 'user-renamed', user_id: id, name, since }];
      }),
  };
}

/** @returns the items in their order, so many of them together */
function inChunks<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, at) => items.slice(at * size, (at + 1) * size));
}
