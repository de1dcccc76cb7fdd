import type { ChatNotifier } from '../../chat-notifier/index.ts';
import { LanternError } from '../../errors.ts';
import type { Limits } from '../../limits/limits.ts';
import type { Locale } from '../../locales/locales.ts';
import { type Page, readPage } from '../../paging.ts';
import type { Confirm } from '../confirmation.ts';
import type { SetPassword } from '../passwords/set-password.ts';
import type { AccountRepository, CurrentUser, Profile } from '../repository.ts';
import { holdsName, type PasswordChange, type ProfileChange } from '../schemas.ts';
import type { NotifyOwner, Requester } from '../security-mail.ts';
import { takenName } from '../service.ts';
import type { PastSignIn, SignInRepository } from '../sign-ins/repository.ts';
import { displayName } from './display-name.ts';

/** How an address changes: see the feature of e-mails, which builds on this one. */
type EmailChanges = {
  /** Whether mail is sent: a change waits then for the link that is mailed. */
  byMail: boolean;
  requireChangeable(person: CurrentUser, email: string, requester: Requester): Promise<void>;
  askForChange(person: CurrentUser, email: string, requester: Requester): Promise<boolean>;
  changed(userId: string): void;
};

export type ProfileParts = {
  accountsRepository: AccountRepository;
  signInsRepository: SignInRepository;
  confirm: Confirm;
  setPassword: SetPassword;
  emails: EmailChanges;
  notifyOwner: NotifyOwner;
  chat: ChatNotifier;
  limits: Limits;
};

export type ProfileService = ReturnType<typeof profileService>;

const PAGE_SIZE = 20;

/** What people see and change of their own account. */
export function profileService(parts: ProfileParts) {
  const { accountsRepository, signInsRepository, confirm, setPassword, emails, notifyOwner, chat, limits } =
    parts;

  /** Nobody waits for it. */
  function notifyRooms(before: CurrentUser, after: CurrentUser, locale: Locale): void {
    const name = displayName(after, after.locale ?? locale);
    if (name !== displayName(before, before.locale ?? locale))
      void chat.personRenamed({ id: after.id, name });
  }

  return {
    /**
     * Writes what differs. The e-mail is what forgotten passwords are reset with, and the login is signed in with: who
     * finds a session open must not change either, so that is confirmed first. Where mail is sent the account gets another
     * e-mail when somebody uses the link that is mailed there.
     *
     * @returns whether an e-mail waits for that
     * @throws LanternError `invalid_fields`, `confirmation_needed`, `too_many_requests`, `email_taken`, `login_taken`,
     * `changed_meanwhile`
     */
    async change(
      person: CurrentUser,
      change: ProfileChange,
      requester: Requester,
    ): Promise<{ emailWaits: boolean }> {
      const { email, ...values }: Profile = differences(person, change);
      if (email !== undefined || values.login !== undefined)
        await Promise.all([
          limits.namesOfPerson.spend(person.id),
          limits.namesFromAddress.spend(requester.ip ?? 'unknown'),
        ]);
      if (email !== undefined || values.login !== undefined) await confirm(person, change.current_password);
      if (email !== undefined) await emails.requireChangeable(person, email, requester);
      try {
        const atOnce = email !== undefined && !emails.byMail;
        const written = atOnce ? { ...values, email } : values;
        if (!atOnce && values.login === undefined) await accountsRepository.changeProfile(person.id, written);
        else if (!(await accountsRepository.changeSignInNames(person, written)))
          throw new LanternError('changed_meanwhile');
        if (atOnce) emails.changed(person.id);
      } catch (error) {
        throw takenName(error) ?? error;
      }
      notifyRooms(person, { ...person, ...values } as CurrentUser, requester.locale);
      if (values.login !== undefined) await notifyOwner(person, 'login_changed', requester);
      return { emailWaits: email !== undefined && (await emails.askForChange(person, email, requester)) };
    },

    /** The locale of the pages, on every device of the person's. */
    useLocale: (id: string, locale: Locale): Promise<void> =>
      accountsRepository.changeProfile(id, { locale }),

    /**
     * Changes the password, or sets the first one. Everything the person was signed in with ends, open chat sockets too;
     * what is to go on is carried into the new epoch.
     *
     * @returns the new epoch
     * @throws LanternError `invalid_fields`, `confirmation_needed`, `too_many_requests`, `changed_meanwhile`
     */
    async changePassword(person: CurrentUser, change: PasswordChange, requester: Requester): Promise<number> {
      if (holdsName(change.new_password, person))
        throw new LanternError('invalid_fields', { fields: { new_password: 'password_personal' } });
      await confirm(person, change.current_password);
      const { epoch } = await setPassword(person.id, change.new_password, person.signInEpoch);
      await notifyOwner(person, person.hasPassword ? 'password_changed' : 'password_set', requester);
      return epoch;
    },

    /** Newest first. */
    signIns(id: string, after?: string): Promise<Page<PastSignIn>> {
      return readPage((limit) => signInsRepository.listSignIns(id, after, limit), PAGE_SIZE);
    },
  };
}

/** What is named and is not so already. */
function differences(person: CurrentUser, change: ProfileChange): Profile {
  const {
    email,
    login,
    display_name: displayName,
    first_name: firstName,
    last_name: lastName,
    locale,
  } = change;
  const named = Object.entries({ email, login, displayName, firstName, lastName, locale });
  return Object.fromEntries(
    named.filter(([name, value]) => value !== undefined && value !== person[name as keyof Profile]),
  );
}
