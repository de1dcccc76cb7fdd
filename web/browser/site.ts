import { forgetAfterSignOut } from './sign-out.ts';
import './passwords.ts';
import './recovery-codes.ts';

/** The server writes dates in UTC, for readers without JavaScript; here they become the reader's own. */
const { lang } = document.documentElement;
const region = navigator.languages.find((language) => language === lang || language.startsWith(`${lang}-`));
const format = new Intl.DateTimeFormat(region ?? lang, { dateStyle: 'medium', timeStyle: 'short' });

for (const time of document.querySelectorAll<HTMLTimeElement>('time[datetime]')) {
  const date = new Date(time.dateTime);
  if (!Number.isNaN(date.valueOf())) time.textContent = format.format(date);
}

forgetAfterSignOut();
