import type { Logger } from '@lantern/service/log';
import { v7 as uuid } from 'uuid';
import type { ChatNotifier, ChatOutcome } from '../chat-notifier/index.ts';
import type { TwoFactorRepository } from './repository.ts';

export type TwoFactorReset = ReturnType<typeof twoFactorReset>;

type Parts = { repository: TwoFactorRepository; chat: ChatNotifier; log: Logger };

/**
 * For the console: lets somebody in with the password alone who has lost their app and their recovery codes. It stands in
 * their sign-in history, where they see it and those do who look after accounts.
 */
export function twoFactorReset({ repository, chat, log }: Parts) {
  /** @returns whether there was a second factor to reset, and whether chat knows of it */
  return async ({ id: userId }: { id: string }): Promise<{ wasOn: boolean; chat: ChatOutcome }> => {
    const entry = {
      id: uuid(),
      userId,
      userAgent: '',
      method: 'console',
      outcome: 'two_factor_reset',
    } as const;
    const wasOn = (await repository.remove(userId, undefined, entry)) !== undefined;
    if (!wasOn) return { wasOn, chat: 'published' };
    log.info(
      { act: 'two_factor.reset', by: 'console', user_id: userId },
      'the second factor of somebody was reset',
    );
    return { wasOn, chat: await chat.revokeRoomTokensOf([userId]) };
  };
}
