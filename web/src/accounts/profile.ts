import { LanternError } from '../errors.ts';
import type { Locale } from '../mail/service.ts';
import { type Page, pageOf } from '../paging.ts';
import type { Confirm } from './confirmation.ts';
import type { TellOfNewEmail } from './email-notice.ts';
import type { AccountRepository, PastSignIn, Profile } from './repository.ts';
import { holdsName, type PasswordChange, type ProfileChange } from './schemas.ts';
import { type Person, takenName } from './service.ts';
import type { SetPassword } from './set-password.ts';

export type ProfileService = ReturnType<typeof profileService>;

const PAGE_SIZE = 20;

/** What people see and change of their own account. */
export function profileService(
  accounts: AccountRepository,
  confirm: Confirm,
  setPassword: SetPassword,
  tellOfNewEmail: TellOfNewEmail,
) {
  return {
    /**
     * Writes what differs. The e-mail is what forgotten passwords are reset with: who finds a session open must not get
     * the account by changing it, so it is confirmed first, and the address before is told.
     *
     * @param locale in which whoever makes the change reads
     * @throws LanternError `invalid_fields`, `confirmation_needed`, `too_many_requests`, `email_taken`, `login_taken`
     */
    async change(person: Person, change: ProfileChange, locale: Locale): Promise<void> {
      const values = differences(person, change);
      if (values.email !== undefined) await confirm(person, change.current_password);
      try {
        await accounts.changeProfile(person.id, values);
      } catch (error) {
        throw takenName(error) ?? error;
      }
      if (values.email !== undefined) tellOfNewEmail(person, locale);
    },

    /** The language of the pages, on every device of the person's. */
    useLocale: (id: string, locale: Profile['locale']): Promise<void> =>
      accounts.changeProfile(id, { locale }),

    /**
     * Changes the password, or sets the first one. Everything the person was signed in with ends, open chat sockets too;
     * what is to go on is carried into the new epoch.
     *
     * @returns the new epoch
     * @throws LanternError `invalid_fields`, `confirmation_needed`, `too_many_requests`
     */
    async changePassword(person: Person, change: PasswordChange): Promise<number> {
      if (holdsName(change.new_password, person))
        throw new LanternError('invalid_fields', { fields: { new_password: 'password_personal' } });
      await confirm(person, change.current_password);
      const { epoch } = await setPassword(person.id, change.new_password);
      return epoch;
    },

    /** Newest first. */
    async signIns(id: string, after?: string): Promise<Page<PastSignIn>> {
      return pageOf(await accounts.listSignIns(id, after, PAGE_SIZE + 1), PAGE_SIZE);
    },
  };
}

/** What is named and is not so already. */
function differences(person: Person, change: ProfileChange): Profile {
  const { email, login, first_name: firstName, last_name: lastName, locale } = change;
  const named = Object.entries({ email, login, firstName, lastName, locale });
  return Object.fromEntries(
    named.filter(([name, value]) => value !== undefined && value !== person[name as keyof Profile]),
  );
}
