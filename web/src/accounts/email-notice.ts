import { type Locale, readerOf, type Sender } from '../mail/service.ts';
import type { Person } from './repository.ts';

export type TellOfNewEmail = ReturnType<typeof emailNotice>;

/** @param sender absent: nobody is told */
export function emailNotice(sender: Sender | undefined) {
  /**
   * Tells the address that an account had, so that a change nobody of theirs made does not go unnoticed. The new one is not
   * told: whoever reads the old mailbox need not be who left it.
   *
   * @param before the person as they were
   * @param locale for who has chosen no language
   */
  return (before: Person, locale: Locale): void => {
    if (!sender) return;
    const { id, email, locale: own } = readerOf(before, locale);
    const t = sender.texts(own);
    sender.mail.tell({
      to: email,
      personId: id,
      locale: own,
      subject: t('accounts:email_mail.subject'),
      paragraphs: [
        t('accounts:email_mail.text'),
        t('accounts:email_mail.unasked'),
        { label: t('site:name'), url: sender.origin },
      ],
    });
  };
}
