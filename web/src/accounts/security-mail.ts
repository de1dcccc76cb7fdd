import type { Logger } from '@lantern/service/log';
import { LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import type { Locale } from '../locales/locales.ts';
import { readerOf, type Sender } from '../mail/index.ts';
import type { Account } from './repository.ts';
import type { Caller } from './sign-ins/sign-in-history.ts';

/** Where an act on an account comes from, and what a mail about it says of that. The account itself is passed beside it. */
export type Requester = Caller & {
  /** The locale that they read, for who has chosen none. */
  locale: Locale;
  /** Browser and system, when they are known ones: anybody may call theirs what they like. */
  device: string | undefined;
};

/** What may happen to the ways into an account; `accounts:notice.<one of these>` in locales/. */
export type WayInChange =
  | 'password_changed'
  | 'password_set'
  | 'login_changed'
  | 'two_factor_on'
  | 'two_factor_app'
  | 'two_factor_off'
  | 'recovery_codes'
  | 'passkey_added'
  | 'passkey_removed'
  | 'account_linked'
  | 'account_unlinked';

export type NotifyOwner = ReturnType<typeof securityMail>;

type Parts = {
  /** Absent: nobody is told. */
  sender: Sender | undefined;
  limits: Limits;
  log: Logger;
};

export function securityMail({ sender, limits, log }: Parts) {
  /**
   * Mails the owner of an account what was changed of how it is signed in to, so that what nobody of theirs did does not go
   * unnoticed. The change stays whether or not there is a mail: beyond some in an hour the log alone has it.
   */
  return async (
    owner: Pick<Account, 'id' | 'email' | 'locale'>,
    change: WayInChange,
    requester: Requester,
  ): Promise<void> => {
    if (!sender) return;
    const { id, email, locale } = readerOf(owner, requester.locale);
    try {
      await limits.securityMailsOfAccount.spend(id);
    } catch (error) {
      if (!(error instanceof LanternError)) throw error;
      return log.warn({ user_id: id, change, reason: error.code }, 'the owner was not told of a change');
    }
    const t = sender.texts(locale);
    const when = new Intl.DateTimeFormat(locale, {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: 'UTC',
    }).format(new Date());
    const device = requester.device ?? t('accounts:notice.unknown_device');
    sender.mail.tell({
      to: email,
      userId: id,
      locale,
      subject: t('accounts:notice.subject'),
      paragraphs: [
        t(`accounts:notice.${change}`),
        t('accounts:notice.from', { when, ip: requester.ip ?? '—', device }),
        t('accounts:notice.unasked'),
        { label: t('password-reset:ask.title'), url: `${sender.origin}/forgot-password` },
      ],
    });
  };
}
