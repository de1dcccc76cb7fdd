import type { TFunction } from 'i18next';
import type { Person } from '../accounts/service.ts';
import type { Mail } from '../mail/service.ts';

export type Locale = NonNullable<Person['locale']>;
/** The texts of a language. */
export type Texts = (locale: Locale) => TFunction;

type Reader = Pick<Person, 'id' | 'email'> & { locale: Locale };

/** What somebody gets who asked for a link. It names no account: it went to the address of one. */
export function linkMail({ id, email, locale }: Reader, t: TFunction, url: string): Mail {
  return {
    to: email,
    personId: id,
    locale,
    subject: t('password-reset:link_mail.subject'),
    paragraphs: [
      t('password-reset:link_mail.text'),
      { label: t('password-reset:set'), url },
      t('password-reset:link_mail.unasked'),
    ],
  };
}

/** Tells the owner, so that a change nobody of theirs made does not go unnoticed. */
export function changedMail({ id, email, locale }: Reader, t: TFunction, origin: string): Mail {
  return {
    to: email,
    personId: id,
    locale,
    subject: t('password-reset:changed_mail.subject'),
    paragraphs: [
      t('password-reset:changed_mail.text'),
      t('password-reset:changed_mail.unasked'),
      { label: t('password-reset:ask.title'), url: `${origin}/forgot-password` },
    ],
  };
}
