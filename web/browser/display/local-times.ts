import { preferredHours } from './preferences.ts';

const { lang } = document.documentElement;
const region = navigator.languages.find((each) => each === lang || each.startsWith(`${lang}-`));
const format = new Intl.DateTimeFormat(region ?? lang, {
  dateStyle: 'medium',
  timeStyle: 'short',
  ...(preferredHours() && { hourCycle: preferredHours() }),
});

/** Rewrites times in the reader's time zone. The server writes them in UTC, for readers without JavaScript. */
export function showLocalTimes(root: ParentNode): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[datetime]')) {
    const date = new Date(time.dateTime);
    if (!Number.isNaN(date.valueOf())) time.textContent = format.format(date);
  }
}
