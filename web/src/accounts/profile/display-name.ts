import type { Locale } from '../../locales/locales.ts';
import { textsIn } from '../../locales/texts.ts';

/** What of a person their name is made of. */
export type Named = {
  id: string;
  displayName: string | null;
  firstName: string | null;
  lastName: string | null;
  login: string | null;
};

/**
 * What others see of a person: the name that they gave themselves, else first and last name, else the login, else a guest's number,
 * which is the account's for good. Never anything of the e-mail: it says where they can be written to.
 *
 * @param locale of who reads it
 */
export function displayName(person: Named, locale: Locale): string {
  const t = textsIn(locale);
  const full = [person.firstName, person.lastName].filter((part) => part !== null).join(' ');
  return (
    person.displayName || full || person.login || t('accounts:guest', { number: guestNumber(person.id) })
  );
}

/** From the random end of a UUID. */
function guestNumber(id: string): string {
  return String(Number.parseInt(id.slice(-8), 16) % 10_000).padStart(4, '0');
}
