import { readdirSync, readFileSync } from 'node:fs';
import type { TextGroup } from './compiled-texts.ts';

/** The tag (BCP 47) of one of the site's locales: the name of its folder in web/locales. */
export type Locale = string & { readonly isLocale: true };

/** The locale for readers who name no language, unless the environment names another. */
export const DEFAULT_LOCALE = 'ru';

const folder = new URL('../../locales/', import.meta.url);

/** Every locale of the site, DEFAULT_LOCALE first. All that the site knows of a locale follows from its folder and its tag. */
export const LOCALES = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name as Locale)
  .sort((a, b) => Number(b === DEFAULT_LOCALE) - Number(a === DEFAULT_LOCALE) || (a < b ? -1 : 1));

/**
 * Finds a locale by its tag. A database, a cookie or a token may name a locale whose folder was removed since: that counts as
 * no choice.
 *
 * @returns undefined when no locale has this tag
 */
export function knownLocale(tag: string | null | undefined): Locale | undefined {
  return LOCALES.find((locale) => locale === tag);
}

/** Reads the files of a locale. @returns their contents by name: `rooms` → rooms.json */
export function readTexts(locale: Locale): Record<string, TextGroup> {
  const files = readdirSync(new URL(`${locale}/`, folder)).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    files.map((name) => [
      name.slice(0, -'.json'.length),
      JSON.parse(readFileSync(new URL(`${locale}/${name}`, folder), 'utf8')),
    ]),
  );
}
