import type { Cluster, Notice } from '@lantern/chat/cluster';
import type { Connection } from '@lantern/db';
import type { Logger } from '@lantern/service/log';

/**
 * Whether chat knows what it has to know. Where it could not be reached, open connections that should close last until their room
 * tokens expire, within 10 minutes.
 */
export type ChatOutcome = 'informed' | 'unreachable';

/** A change that was made, and whether chat knows of it. */
export type Change = { chat: ChatOutcome };

/** The outcome of several notifications about one change. */
export const allInformed = (outcomes: readonly ChatOutcome[]): Change => ({
  chat: outcomes.includes('unreachable') ? 'unreachable' : 'informed',
});

export type ChatNotifier = ReturnType<typeof chatNotifier>;

type Parts = {
  /** Hands a notice to every chat process; rejects when that cannot be done. */
  announce: Cluster['announce'];
  connection: Pick<Connection, 'query'>;
  log: Logger;
};

/** A notice of so many ids stays under 40 KB. */
const IDS_IN_NOTICE = 1000;
/** Notices that are sent before the first of them is answered. */
const AT_ONCE = 100;
const IDS_IN_LOG = 10;

/**
 * Tells chat what has changed, after the change was made. Nothing else in web does.
 *
 * No act rejects: a change stays made where chat cannot be reached. The log has a warning of it, and whoever asked for the
 * change can be told of the outcome.
 */
export function chatNotifier({ announce, connection, log }: Parts) {
  /** By the database's clock, which also dates room tokens: chat can tell which were made before. Clocks of processes may differ. */
  async function now(): Promise<number> {
    const { rows } = await connection.query(
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
    if (ids.length === 0) return 'informed';
    try {
      await send(await noticesOf());
      return 'informed';
    } catch (error) {
      const { message: reason } = error as Error;
      const named = { ids: ids.slice(0, IDS_IN_LOG), count: ids.length };
      log.warn({ reason, notice: type, ...named }, 'chat could not be notified');
      return 'unreachable';
    }
  }

  /**
   * Voids the room tokens that these people have by now, and closes the connections that were opened with them. Whoever may
   * still enter gets a new token and is back before the room has noticed.
   */
  const revokePeople = (ids: readonly string[]): Promise<ChatOutcome> =>
    notify('user-revocation', ids, async () => {
      const at = await now();
      return inChunks(ids, IDS_IN_NOTICE).map((some) => ({
        type: 'user-revocation',
        user_ids: some,
        at,
      }));
    });

  return {
    revokePeople,

    /** As `revokePeople`. */
    revokePerson: (id: string): Promise<ChatOutcome> => revokePeople([id]),

    /** Voids the room tokens of one sign-in and closes its connections. Other sign-ins of the person go on. */
    revokeSignIn: ({ id, userId }: { id: string; userId: string }): Promise<ChatOutcome> =>
      notify('sign-in-revocation', [id], async () => [
        { type: 'sign-in-revocation', user_id: userId, sign_in_id: id, at: await now() },
      ]),

    /** Has everybody in these rooms ask to be let in again: as `revokePeople`, for whoever is in one of them. */
    revokeRooms: (ids: readonly string[]): Promise<ChatOutcome> =>
      notify('room-revocation', ids, async () => {
        const at = await now();
        return inChunks(ids, IDS_IN_NOTICE).map((some) => ({ type: 'room-revocation', room_ids: some, at }));
      }),

    /** Closes the connections in rooms that are deleted. */
    roomsDeleted: (ids: readonly string[]): Promise<ChatOutcome> =>
      notify('room-deleted', ids, async () => {
        const at = await now();
        return ids.map((id) => ({ type: 'room-deleted', room_id: id, at }));
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
