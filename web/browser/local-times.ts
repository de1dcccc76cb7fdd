/** The server writes times in UTC, for readers without JavaScript; this script rewrites them in the reader's time zone. */
const { lang } = document.documentElement;
const region = navigator.languages.find((each) => each === lang || each.startsWith(`${lang}-`));
const format = new Intl.DateTimeFormat(region ?? lang, { dateStyle: 'medium', timeStyle: 'short' });

for (const time of document.querySelectorAll<HTMLTimeElement>('time[datetime]')) {
  const date = new Date(time.dateTime);
  if (!Number.isNaN(date.valueOf())) time.textContent = format.format(date);
}
