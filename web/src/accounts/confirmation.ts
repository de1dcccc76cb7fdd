import { LanternError } from '../errors.ts';
import { countedCheck } from '../limits/counted-check.ts';
import type { Limits } from '../limits/limits.ts';
import type { Passwords } from './passwords/passwords.ts';
import type { AccountRepository, CurrentUser } from './repository.ts';

/** Checks that it is still the person who sits at an open session. */
export type Confirm = (person: CurrentUser, currentPassword: string | undefined) => Promise<void>;

type Parts = { accountsRepository: AccountRepository; passwords: Passwords; limits: Limits };

/**
 * By the current password; by a sign-in of some minutes ago where there is no password. Guesses are counted: whoever finds a
 * session open may not try passwords at it without end.
 *
 * @returns a check that throws LanternError `invalid_fields` (`current_password`), `too_many_requests`, and
 * `confirmation_needed` for who has no password
 */
export function confirmation({ accountsRepository, passwords, limits }: Parts): Confirm {
  const refuse = (rule: string) => new LanternError('invalid_fields', { fields: { current_password: rule } });

  return async (person, currentPassword) => {
    if (!person.hasPassword) {
      if (person.justProved) return;
      throw new LanternError('confirmation_needed');
    }
    if (!currentPassword) throw refuse('required');
    await limits.passwordOfAccount.spend(person.id);
    // Itself only: the guesses of somebody else stay counted.
    const takeBack = () => limits.passwordOfAccount.giveBack(person.id);
    const matches = await countedCheck(async () => {
      const hash = await accountsRepository.passwordHashOf(person.id);
      return passwords.matches(currentPassword, hash, person.id);
    }, takeBack);
    if (!matches) throw refuse('password_wrong');
    await takeBack();
  };
}
