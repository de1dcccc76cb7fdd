import type { ChatNotifier, ChatOutcome } from '../../chat-notifier/index.ts';
import { LanternError } from '../../errors.ts';
import type { AccountRepository } from '../repository.ts';
import type { Passwords } from './passwords.ts';

export type SetPassword = ReturnType<typeof passwordSetter>;

type Parts = { accountsRepository: AccountRepository; hash: Passwords['hash']; chat: ChatNotifier };

/** Gives an account a new password, for whoever has shown already that they may. */
export function passwordSetter({ accountsRepository, hash, chat }: Parts) {
  /**
   * The old password no longer signs in. Its sessions, tokens and chat connections end.
   *
   * @param password keeps the rules already: `newPassword` of schemas.ts, and `holdsName`
   * @param underEpoch the person's when they were asked who they are: of several changes at once, one is made under it
   * @returns the new epoch, and whether chat knows of it
   * @throws LanternError `changed_meanwhile`, with nothing changed, when that epoch is over
   */
  return async (
    userId: string,
    password: string,
    underEpoch?: number,
  ): Promise<{ epoch: number; chat: ChatOutcome }> => {
    const passwordHash = await hash(password, userId);
    const epoch = await accountsRepository.changePassword(userId, passwordHash, underEpoch);
    if (epoch === undefined) throw new LanternError('changed_meanwhile');
    return { epoch, chat: await chat.revokeRoomTokensOf([userId]) };
  };
}
