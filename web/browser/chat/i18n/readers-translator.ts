import { preferredHours } from '../../display/preferences.ts';
import { readLocale } from './locale-switch.ts';
import { createTranslator, type Translator } from './translator.ts';

export type { PageLocale } from './translator.ts';

/** Creates the translator of a page: in its locale, with times as its reader prefers them. */
export const readersTranslator = (page: Document): Translator =>
  createTranslator(readLocale(page), { preferred: navigator.languages, hours: preferredHours() });
