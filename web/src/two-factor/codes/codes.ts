import { decrypt, encrypt } from '../../crypto/encryption.ts';
import { LanternError } from '../../errors.ts';
import { countedCheck } from '../../limits/counted-check.ts';
import type { Limits } from '../../limits/limits.ts';
import type { Once, TwoFactorRepository } from '../repository.ts';
import { readRecoveryCode, recoveryCodeHash } from './recovery-codes.ts';
import { acceptedStep } from './totp.ts';

export type CodeKind = 'totp' | 'recovery_code';
export type TwoFactorKeys = { secretEncryption: Buffer; recoveryCodes: Buffer };
export type Codes = ReturnType<typeof secondFactorCodes>;

/** What was typed looks like one or the other: digits of an app, or else a recovery code. */
export const kindOf = (typed: string): CodeKind => (/^\s*(\d\s*){6}$/.test(typed) ? 'totp' : 'recovery_code');

export type CodeParts = {
  repository: TwoFactorRepository;
  keys: TwoFactorKeys;
  limits: Limits;
  /** The time in milliseconds since 1970. */
  now: () => number;
};

/** Checks what people type as their second factor. */
export function secondFactorCodes({ repository, keys, limits, now }: CodeParts) {
  // A secret is good in its owner's row only.
  const seal = (secret: string, userId: string) => encrypt(secret, keys.secretEncryption, userId);
  const open = (sealed: string, userId: string) => decrypt(sealed, keys.secretEncryption, userId);

  async function useTotp(userId: string, typed: string, once?: Once): Promise<boolean> {
    const { secret, lastUsedStep = 0 } = (await repository.find(userId)) ?? {};
    if (!secret) return false;
    const code = typed.replace(/\s/g, '');
    const step = acceptedStep(open(secret, userId), code, { after: lastUsedStep, now: now() });
    return step !== undefined && repository.useStep(userId, { secret, step }, once);
  }

  async function useRecoveryCode(userId: string, typed: string, once?: Once): Promise<boolean> {
    const code = readRecoveryCode(typed);
    return (
      code !== undefined &&
      repository.useRecoveryCode(userId, recoveryCodeHash(code, userId, keys.recoveryCodes), once)
    );
  }

  return {
    seal,
    open,
    isUsed: ({ userId, id }: Once & { userId: string }): Promise<boolean> => repository.isUsed(userId, id),

    /**
     * Takes a code of the person's app, or one of their recovery codes, and uses it up. The try is counted first, so five of a
     * hundred simultaneous guesses are checked. A right code takes back its own count and no other: an
     * attacker who knows the password would otherwise have five more guesses each time the owner signs in.
     *
     * @param once what it is for, if that is good once as well: used up with the code, or neither is
     * @returns false when it is wrong or was used before
     * @throws LanternError `too_many_requests`; `sign_in_expired` when `once` was used before, and the code is not then
     */
    async use(userId: string, typed: string, once?: Once): Promise<boolean> {
      await limits.codesOfAccount.spend(userId);
      const use = kindOf(typed) === 'totp' ? useTotp : useRecoveryCode;
      const takeBack = () => limits.codesOfAccount.giveBack(userId);
      const check = () =>
        use(userId, typed, once).catch((error) => {
          if (repository.isUsedBeforeError(error)) return 'once_is_used' as const;
          throw error;
        });
      const used = await countedCheck(check, takeBack);
      if (used === 'once_is_used') throw new LanternError('sign_in_expired');
      if (used) await takeBack();
      return used;
    },

    /**
     * @param newSecret encrypted, and not confirmed yet
     * @returns the step of the code; undefined when it is wrong
     * @throws LanternError `too_many_requests`
     */
    async stepOfNew(userId: string, newSecret: string, typed: string): Promise<number | undefined> {
      await limits.codesOfAccount.spend(userId);
      const step = acceptedStep(open(newSecret, userId), typed.replace(/\s/g, ''), { after: 0, now: now() });
      if (step !== undefined) await limits.codesOfAccount.giveBack(userId);
      return step;
    },

    hash(codes: string[], userId: string): string[] {
      return codes.map((code) =>
        recoveryCodeHash(readRecoveryCode(code) ?? code, userId, keys.recoveryCodes),
      );
    },
  };
}
