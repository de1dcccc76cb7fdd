import { LOCALES, type Locale } from './locales.ts';

const day = formats(Intl.DateTimeFormat, { dateStyle: 'long', timeZone: 'UTC' });
const moment = formats(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
const sizes = ['byte', 'kilobyte', 'megabyte'].map((unit) =>
  formats(Intl.NumberFormat, {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: 1,
  }),
);

/** Creates a format once for each locale: creating one takes longer than rendering a whole page. */
function formats<Format, Options>(
  Format: new (locale: string, options: Options) => Format,
  options: Options,
): (locale: Locale) => Format {
  const made = new Map(LOCALES.map((locale) => [locale, new Format(locale, options)]));
  return (locale) => made.get(locale) ?? new Format(locale, options);
}

const DAY = 24 * 60 * 60 * 1000;
const MOST_DAYS = 5000;
/** The days of a list of rooms are the same again and again, and writing one takes longer than the rest of its line. */
const days = new Map<string, string>();

/** `November 29, 2026`. Leaves out an abbreviation at the end (Russian writes one after the year): its stop would end a sentence twice. */
export function formatDay(date: Date, locale: Locale): string {
  const key = `${locale} ${Math.floor(date.getTime() / DAY)}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  const written = writeDay(date, locale);
  if (days.size >= MOST_DAYS) days.clear();
  days.set(key, written);
  return written;
}

function writeDay(date: Date, locale: Locale): string {
  const parts = day(locale).formatToParts(date);
  const { type, value } = parts.at(-1) ?? {};
  const shown = type === 'literal' && value?.endsWith('.') ? parts.slice(0, -1) : parts;
  return shown.map(({ value }) => value).join('');
}

/** Returns a day and a time, in UTC. */
export function formatMoment(date: Date, locale: Locale): string {
  return `${moment(locale).format(date)} UTC`;
}

/** 1,024 of one unit are one of the next, as in the limits that are told. */
export function formatSize(bytes: number, locale: Locale): string {
  const step = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2;
  return sizes[step]?.(locale).format(bytes / 1024 ** step) ?? '';
}

const fromTheRight = new Set(
  LOCALES.filter((locale) => new Intl.Locale(locale).getTextInfo().direction === 'rtl'),
);

/** Tells whether a locale's script runs from right to left. */
export const isWrittenFromTheRight = (locale: Locale): boolean => fromTheRight.has(locale);
