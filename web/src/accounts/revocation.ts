import type { Cluster } from '@lantern/chat/cluster';
import type { Logger } from '@lantern/service/log';
import type { AccountRepository } from './repository.ts';

export type Revocation = ReturnType<typeof accountRevocation>;

/** People named in one notice: it stays under 40 KB. */
const IN_ONE_NOTICE = 1000;
const IN_LOG = 10;

/**
 * Ends what a person is signed in with, wherever that is.
 *
 * @param announce tells chat; rejects when that cannot be done
 */
export function accountRevocation(accounts: AccountRepository, announce: Cluster['announce'], log: Logger) {
  /**
   * Voids the room tokens that these people have by now, and closes the chat sockets they opened with them. Whoever may
   * still enter gets a new token and is back before the room has noticed.
   *
   * @returns whether chat was told: if not, sockets end with their room tokens
   */
  async function closeSocketsOf(personIds: readonly string[]): Promise<boolean> {
    try {
      for (let at = 0; at < personIds.length; at += IN_ONE_NOTICE)
        await announce({ type: 'person-revocation', person_ids: personIds.slice(at, at + IN_ONE_NOTICE) });
      return true;
    } catch (error) {
      log.warn(
        {
          reason: (error as Error).message,
          person_ids: personIds.slice(0, IN_LOG),
          people: personIds.length,
        },
        'chat was not told to close sockets',
      );
      return false;
    }
  }

  const closeSockets = (personId: string) => closeSocketsOf([personId]);

  /**
   * Ends one sign-in, whatever began it: its session, its access, refresh and room tokens, and the chat sockets that were
   * opened with these. Other sign-ins of the person go on.
   *
   * @param which of the person's, or that of a family of refresh tokens
   * @returns the sign-in; undefined when there is none, or it was ended before
   */
  async function signIn(
    which: Parameters<AccountRepository['endSignIn']>[0],
  ): Promise<{ id: string; userId: string } | undefined> {
    const ended = await accounts.endSignIn(which);
    if (!ended) return undefined;
    const notice = { type: 'sign-in-revocation', person_id: ended.userId, sign_in_id: ended.id } as const;
    await announce(notice).catch((error: Error) => {
      log.warn({ reason: error.message, person_id: ended.userId }, 'chat was not told to close sockets');
    });
    return ended;
  }

  return {
    closeSockets,
    closeSocketsOf,
    signIn,

    /**
     * Every session, access and refresh token of the person, and their open chat sockets. See `closeSockets`.
     *
     * @param person as whoever asks for it is signed in
     * @returns the new epoch, into which that one may be carried; undefined, with nothing changed, when theirs is over: what a
     * new password ended does not come back by this
     */
    async everywhere({ id, signInEpoch }: { id: string; signInEpoch: number }): Promise<number | undefined> {
      const epoch = await accounts.beginEpoch(id, signInEpoch);
      if (epoch !== undefined) await closeSockets(id);
      return epoch;
    },
  };
}
