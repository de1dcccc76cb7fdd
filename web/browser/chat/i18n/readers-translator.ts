import { preferredHours } from '../../display/preferences.ts';
import { createTranslator, type PageLocale, type Translator } from './translator.ts';

export type { PageLocale } from './translator.ts';

/** Creates the translator of a page: in its locale, with times as its reader prefers them. */
export const readersTranslator = (locale: PageLocale): Translator =>
  createTranslator(locale, { preferred: navigator.languages, hours: preferredHours() });
