import type { AfterReset } from '../accounts/index.ts';
import type { Mail, Reader, Texts } from '../mail/index.ts';

/** What somebody gets who asked for a link. It names no account: it went to the address of one. */
export function linkMail({ id, email, locale }: Reader, texts: Texts, url: string): Mail {
  const t = texts(locale);
  return {
    to: email,
    userId: id,
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
export function changedMail(
  { id, email, locale }: Reader,
  texts: Texts,
  { origin, removed }: { origin: string; removed: AfterReset['removes'] },
): Mail {
  const t = texts(locale);
  return {
    to: email,
    userId: id,
    locale,
    subject: t('password-reset:changed_mail.subject'),
    paragraphs: [
      t('password-reset:changed_mail.text'),
      ...(removed === 'nothing' ? [] : [t(`password-reset:changed_mail.removed_${removed}`)]),
      t('password-reset:changed_mail.unasked'),
      { label: t('password-reset:ask.title'), url: `${origin}/forgot-password` },
    ],
  };
}
