import { createInstance, type TFunction } from 'i18next';
import { isolated } from '../text/isolated.ts';
import { LOCALES, type Locale, readTexts } from './locales.ts';

const i18n = createInstance({
  resources: Object.fromEntries(LOCALES.map((locale) => [locale, readTexts(locale)])),
  supportedLngs: LOCALES,
  fallbackLng: false,
  returnNull: false,
  // Not for HTML: Nunjucks escapes what it prints, and twice would show as &amp;quot;.
  interpolation: { escapeValue: true, escape: isolated },
});
await i18n.init();

/** Created once, because every request needs one. */
const translators = new Map(LOCALES.map((locale) => [locale, i18n.getFixedT(locale)]));

/** Returns the texts of one locale: `textsIn(locale)('rooms:search.title')`. */
export const textsIn = (locale: Locale): TFunction => translators.get(locale) ?? i18n.getFixedT(locale);

/** Returns the text of each rule that a field may break, by the rule's code. */
export const fieldRules = (locale: Locale): Record<string, string> =>
  i18n.getResource(locale, 'errors', 'fields');

/** The texts that the room page's script writes, as JSON; those that the template writes are left out. */
const roomScript = new Map(
  LOCALES.map((locale) => {
    const { page: _, ...texts } = i18n.getResourceBundle(locale, 'chat');
    // No text may contain `</script>`, which would end the element.
    return [locale, JSON.stringify(texts).replaceAll('<', '\\u003c')];
  }),
);

/** Returns the texts for the room page's script, as JSON that can stand in a `<script type="application/json">`. */
export const roomScriptTexts = (locale: Locale): string => roomScript.get(locale) ?? '{}';
