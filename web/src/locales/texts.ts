import { isolated } from '../text/isolated.ts';
import { type CompiledTexts, compileTexts, type Translate } from './compiled-texts.ts';
import { knownLocale, LOCALES, type Locale, readTexts } from './locales.ts';

export type { Translate };

const compiled = new Map(
  LOCALES.map((locale) => [locale, compileTexts(locale, readTexts(locale), isolated)]),
);
const compiledFor = (locale: Locale) => compiled.get(locale) as CompiledTexts;

/** `lng` among the values asks for the text of another locale. */
const translators = new Map(
  LOCALES.map((locale): [Locale, Translate] => {
    const { translate } = compiledFor(locale);
    return [
      locale,
      (key, values) => {
        if (values?.lng === undefined) return translate(key, values);
        return compiledFor(knownLocale(String(values.lng)) ?? locale).translate(key, values);
      },
    ];
  }),
);

/** Returns the texts of one locale: `textsIn(locale)('rooms:search.title')`. */
export const textsIn = (locale: Locale): Translate => translators.get(locale) as Translate;

/** Returns a text that needs no values; undefined for any other. */
export const constantText = (locale: Locale, key: string): string | undefined =>
  compiledFor(locale).constant(key);

const fields = new Map(LOCALES.map((locale) => [locale, readTexts(locale).errors?.fields]));

/** Returns the text of each rule that a field may break, by the rule's code. */
export const fieldRules = (locale: Locale) => fields.get(locale) as Record<string, string>;
