import type { Logger } from '@lantern/service/log';
import { v7 as uuid } from 'uuid';
import type { Revocation } from '../accounts/index.ts';
import type { TwoFactorRepository } from './repository.ts';

export type TwoFactorReset = ReturnType<typeof twoFactorReset>;

/**
 * For the console: lets somebody in with the password alone who has lost their app and their recovery codes. It stands in
 * their sign-in history, where they see it and those do who look after accounts.
 */
export function twoFactorReset(repository: TwoFactorRepository, revocation: Revocation, log: Logger) {
  /** @returns whether there was a second factor to reset, and whether chat was told */
  return async ({ id: userId }: { id: string }): Promise<{ wasOn: boolean; chatTold: boolean }> => {
    const entry = {
      id: uuid(),
      userId,
      userAgent: '',
      method: 'console',
      outcome: 'two_factor_reset',
    } as const;
    const wasOn = (await repository.remove(userId, undefined, entry)) !== undefined;
    if (!wasOn) return { wasOn, chatTold: true };
    log.info(
      { act: 'two_factor.reset', by: 'console', person_id: userId },
      'the second factor of somebody was reset',
    );
    return { wasOn, chatTold: await revocation.closeSockets(userId) };
  };
}
