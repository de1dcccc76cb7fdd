import type { Backplane } from '@lantern/chat/backplane';
import type { Logger } from '@lantern/service/log';
import type { AccountRepository } from './repository.ts';

export type Endings = ReturnType<typeof accountEndings>;

/**
 * Ends what a person is signed in with, wherever that is.
 *
 * @param announce tells chat; rejects when that cannot be done
 */
export function accountEndings(accounts: AccountRepository, announce: Backplane['announce'], log: Logger) {
  /**
   * Closes the person's chat sockets: the room tokens they came in with are older than the news.
   *
   * @returns whether chat was told: if not, sockets end with their room tokens
   */
  async function closeSockets(personId: string): Promise<boolean> {
    try {
      await announce({ type: 'person-removed', person_id: personId });
      return true;
    } catch (error) {
      log.warn(
        { reason: (error as Error).message, person_id: personId },
        'chat was not told to close sockets',
      );
      return false;
    }
  }

  return {
    closeSockets,

    /** Every session, access and refresh token of the person, and their open chat sockets. See `closeSockets`. */
    async everywhere(personId: string): Promise<boolean> {
      await accounts.beginEpoch(personId);
      return closeSockets(personId);
    },
  };
}
