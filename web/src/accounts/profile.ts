import { LanternError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Passwords } from './passwords.ts';
import type { AccountRepository, PastSignIn } from './repository.ts';
import { holdsName, type PasswordChange, type ProfileChange } from './schemas.ts';
import { type Person, takenName } from './service.ts';
import type { SetPassword } from './set-password.ts';

export type ProfileService = ReturnType<typeof profileService>;

const PAGE_SIZE = 20;

/** What people see and change of their own account. */
export function profileService(
  accounts: AccountRepository,
  passwords: Passwords,
  limits: Limits,
  setPassword: SetPassword,
) {
  return {
    /** @throws LanternError `email_taken`, `login_taken` */
    async change(id: string, { first_name: firstName, last_name: lastName, ...rest }: ProfileChange) {
      const values = { ...rest, firstName, lastName };
      const named = Object.entries(values).filter(([, value]) => value !== undefined);
      try {
        await accounts.changeProfile(id, Object.fromEntries(named));
      } catch (error) {
        throw takenName(error) ?? error;
      }
    },

    /**
     * Everything the person was signed in with ends, open chat sockets too; what is to go on is carried into the new epoch.
     *
     * @returns the new epoch
     * @throws LanternError `invalid_fields`, `too_many_requests`
     */
    async changePassword(person: Person, change: PasswordChange): Promise<number> {
      if (holdsName(change.new_password, person))
        throw new LanternError('invalid_fields', { fields: { new_password: 'password_personal' } });
      await limits.passwordOfAccount.spend(person.id);
      const known = await accounts.passwordHashOf(person.id);
      if (!(await passwords.matches(change.current_password, known)))
        throw new LanternError('invalid_fields', { fields: { current_password: 'password_wrong' } });
      await limits.passwordOfAccount.forgive(person.id);
      const { epoch } = await setPassword(person.id, change.new_password);
      return epoch;
    },

    /** Newest first. */
    async signIns(id: string, after?: string): Promise<{ items: PastSignIn[]; next: string | undefined }> {
      const rows = await accounts.listSignIns(id, after, PAGE_SIZE + 1);
      const items = rows.slice(0, PAGE_SIZE);
      return { items, next: rows.length > PAGE_SIZE ? items.at(-1)?.id : undefined };
    },
  };
}
