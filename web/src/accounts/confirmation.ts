import { LanternError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Passwords } from './passwords.ts';
import type { AccountRepository } from './repository.ts';

/** Checks that it is still the person who sits at an open session: by the current password. */
export type Confirm = (personId: string, currentPassword: string) => Promise<void>;

/**
 * Guesses are counted: whoever finds a session open may not try passwords at it without end.
 *
 * @returns a check that throws LanternError `invalid_fields` (`current_password`), `too_many_requests`
 */
export function confirmation(accounts: AccountRepository, passwords: Passwords, limits: Limits): Confirm {
  return async (personId, currentPassword) => {
    await limits.passwordOfAccount.spend(personId);
    if (!(await passwords.matches(currentPassword, await accounts.passwordHashOf(personId))))
      throw new LanternError('invalid_fields', { fields: { current_password: 'password_wrong' } });
    await limits.passwordOfAccount.forgive(personId);
  };
}
