import type { ChatNotifier, ChatOutcome } from '../chat-notifier/index.ts';
import type { AccountRepository } from './repository.ts';
import type { SignInRepository } from './sign-ins/repository.ts';

export type Revocation = ReturnType<typeof accountRevocation>;

/** A sign-in that was ended, and whether chat knows it. */
export type RevokedSignIn = { id: string; userId: string; chat: ChatOutcome };

type RevocationParts = {
  accountsRepository: AccountRepository;
  signInsRepository: SignInRepository;
  chat: ChatNotifier;
};

/** Ends what a person is signed in with, wherever that is. */
export function accountRevocation({ accountsRepository, signInsRepository, chat }: RevocationParts) {
  return {
    /**
     * Ends one sign-in, whatever began it: its session, its access, refresh and room tokens, and the chat connections that were
     * opened with these. Other sign-ins of the person go on.
     *
     * @param which of the person's, or that of a family of refresh tokens
     * @returns the sign-in; undefined when there is none, or it was ended before
     */
    async signIn(which: Parameters<SignInRepository['endSignIn']>[0]): Promise<RevokedSignIn | undefined> {
      const ended = await signInsRepository.endSignIn(which);
      return ended && { ...ended, chat: await chat.revokeSignIn(ended) };
    },

    /**
     * Every session, access and refresh token of the person, and their open chat connections.
     *
     * @param person as whoever asks for it is signed in
     * @returns the new epoch, into which that one may be carried; undefined, with nothing changed, when theirs is over: what a
     * new password ended does not come back by this
     */
    async everywhere({ id, signInEpoch }: { id: string; signInEpoch: number }): Promise<number | undefined> {
      const epoch = await accountsRepository.beginEpoch(id, signInEpoch);
      if (epoch !== undefined) await chat.revokeRoomTokensOf([id]);
      return epoch;
    },
  };
}
