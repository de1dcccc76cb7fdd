import type { Backplane } from '@lantern/chat/backplane';
import type { Logger } from '@lantern/service/log';
import type { AccountRepository } from './repository.ts';

export type Endings = ReturnType<typeof accountEndings>;

/** Ends what a person is signed in with, wherever that is. */
export function accountEndings(accounts: AccountRepository, backplane: Backplane, log: Logger) {
  /** Closes the person's chat sockets: the room tokens they came in with are older than the news. */
  async function closeSockets(personId: string): Promise<void> {
    // It is ended whether or not the news gets through: without it, sockets end with their room tokens.
    await backplane.announce({ type: 'person-removed', person_id: personId }).catch((error: Error) => {
      log.warn({ reason: error.message, person_id: personId }, 'chat was not told to close sockets');
    });
  }

  return {
    closeSockets,

    /** Every session, access and refresh token of the person, and their open chat sockets. */
    async everywhere(personId: string): Promise<void> {
      await accounts.beginEpoch(personId);
      await closeSockets(personId);
    },
  };
}
