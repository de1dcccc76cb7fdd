import type { Mail, Reader, Texts } from '../mail/index.ts';

type Words = { about: string; link?: { label: string; url: string }; rest?: string[] };

function letter({ id, email, locale }: Reader, subject: string, { about, link, rest = [] }: Words): Mail {
  return {
    to: email,
    userId: id,
    locale,
    subject,
    paragraphs: [about, ...(link ? [link] : []), ...rest],
  };
}

/** What an address gets that somebody signed up with: it may be a stranger's. It names nobody. */
export function verifyMail(reader: Reader, texts: Texts, url: string): Mail {
  const t = texts(reader.locale);
  return letter(reader, t('email:verify_mail.subject'), {
    about: t('email:verify_mail.text'),
    link: { label: t('email:verify_mail.link'), url },
    rest: [t('email:verify_mail.unasked')],
  });
}

/** What an address gets that an account is to have from now on. @param reader with that address */
export function changeMail(reader: Reader, texts: Texts, url: string): Mail {
  const t = texts(reader.locale);
  return letter(reader, t('email:change_mail.subject'), {
    about: t('email:change_mail.text'),
    link: { label: t('email:change_mail.link'), url },
    rest: [t('email:change_mail.unasked')],
  });
}

/** What the address gets that an account had. It does not name the new one: whoever reads here need not be who left. */
export function changedMail(reader: Reader, texts: Texts, url: string): Mail {
  const t = texts(reader.locale);
  return letter(reader, t('email:changed_mail.subject'), {
    about: t('email:changed_mail.text'),
    rest: [t('email:changed_mail.unasked')],
    link: { label: t('email:changed_mail.link'), url },
  });
}
