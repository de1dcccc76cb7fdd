import { LanternError } from '../../errors.ts';
import { countedCheck } from '../../limits/counted-check.ts';
import type { Limits } from '../../limits/limits.ts';
import { accountKey } from '../../text/email-address.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { AccountRepository } from '../repository.ts';
import type { Credentials } from '../schemas.ts';
import { type FirstFactor, firstFactor } from './first-factor.ts';
import type { KnownDevice, SignInCounts } from './sign-in-counts.ts';
import type { Caller, SignInHistory } from './sign-in-history.ts';

export type PasswordSignInParts = {
  repository: AccountRepository;
  passwords: Passwords;
  counts: SignInCounts;
  limits: Limits;
  history: SignInHistory;
};

export type PasswordSignIn = ReturnType<typeof passwordSignIn>;

/** The password as a first factor. */
export function passwordSignIn({ repository, passwords, counts, limits, history }: PasswordSignInParts) {
  return {
    /**
     * Checks a password.
     *
     * Unknown and wrong are one answer after the same time, so that nobody learns here who has an account.
     *
     * @param devices whom the browser was signed in as before, by its device cookie; a program has none
     * @throws LanternError `invalid_credentials`, `too_many_requests`
     */
    async verify(
      input: Credentials,
      caller: Caller,
      devices: readonly KnownDevice[] = [],
    ): Promise<FirstFactor> {
      const logAndThrow = (userId?: string) => (error: unknown) => {
        if (error instanceof LanternError) history.logOnly({ outcome: error.code, caller, userId });
        throw error;
      };
      const addressError = await limits.signInFromAddress.spend(caller.ip ?? 'unknown').then(
        () => undefined,
        // A known device may pass this limit, so the check needs the account first. Other browsers are refused here.
        (error) => (devices.length > 0 ? error : logAndThrow()(error)),
      );
      const found = await repository.findForSignIn(input.email);
      const tried = counts.spend({ name: input.email, account: found, devices, addressError });
      const { isLocked, takeBack, onSuccess } = await tried.catch(logAndThrow(found?.id));
      // Two hashes may be under way for one key; a third at the same moment is refused. The key is the typed name, not the account:
      // otherwise that refusal would tell that an e-mail and a login are of one account.
      const matches = await countedCheck(
        () => passwords.matches(input.password, found?.passwordHash, accountKey(input.email)),
        takeBack,
      );
      if (!found) {
        history.logOnly({ outcome: 'unknown_account', caller });
        throw new LanternError('invalid_credentials');
      }
      const { passwordHash, ...account } = found;
      if (!matches || isLocked) {
        const entry = { userId: account.id, caller, method: 'password' } as const;
        await history.record({ ...entry, outcome: 'wrong_password' });
        throw new LanternError('invalid_credentials');
      }
      await onSuccess();
      return firstFactor(account, 'password');
    },
  };
}
