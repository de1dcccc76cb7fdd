import { preferredHours, regionOf } from './preferences.ts';

/** Made when it is needed: the first object of `Intl` that a page makes takes 10 ms and more. */
let format: Intl.DateTimeFormat | undefined;

/** Rewrites times in the reader's time zone. The server writes them in UTC, for readers without JavaScript. */
export function showLocalTimes(root: ParentNode): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[datetime]')) {
    const date = new Date(time.dateTime);
    format ??= new Intl.DateTimeFormat(regionOf(document.documentElement.lang), {
      dateStyle: 'medium',
      timeStyle: 'short',
      ...(preferredHours() && { hourCycle: preferredHours() }),
    });
    if (!Number.isNaN(date.valueOf())) time.textContent = format.format(date);
  }
}
