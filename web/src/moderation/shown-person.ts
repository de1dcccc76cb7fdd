import { displayName, type Named } from '../accounts/index.ts';
import type { Locale } from '../locales/locales.ts';

/** Somebody as the others in a room know them: never an e-mail. */
export const shownPerson = (person: Named, locale: Locale) => ({
  id: person.id,
  name: displayName(person, locale),
  login: person.login,
});
