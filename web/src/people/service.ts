import { violatedIndex } from '@lantern/db';
import { v7 as uuid } from 'uuid';
import { type Endings, type SetPassword, signUp } from '../accounts/service.ts';
import { LanternError } from '../errors.ts';
import type { Account, PeopleRepository } from './repository.ts';

export type { Account };

/** A change, and whether chat was told: if not, open connections last until their tokens expire, within 10 minutes. */
export type Change = { chatTold: boolean };

export type PeopleParts = {
  people: PeopleRepository;
  hash(password: string): Promise<string>;
  setPassword: SetPassword;
  endings: Endings;
};

export type PeopleService = ReturnType<typeof peopleService>;

/** What those do with accounts who run the instance. */
export function peopleService({ people, hash, setPassword, endings }: PeopleParts) {
  let somebodyKnown = false;

  return {
    find: (by: 'email' | 'login', name: string) =>
      // Postgres texts hold no NUL, so nobody is called that, and asking would be an error.
      name.includes('\0') ? Promise.resolve(undefined) : people.find(by, name),

    /** @returns at most `limit` people, newest first, and the id to ask after for more */
    async list({ search = '', after, limit }: { search?: string; after?: string; limit: number }) {
      const found = await people.list(search.replaceAll('\0', ''), after, limit + 1);
      const items = found.slice(0, limit);
      return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
    },

    /** Whether there is no account at all. Asked on every visit of a stranger, so what was seen once is not asked again. */
    async nobodyYet(): Promise<boolean> {
      if (somebodyKnown) return false;
      somebodyKnown = !(await people.isEmpty());
      return !somebodyKnown;
    },

    /** @throws LanternError `email_taken` */
    async createSuperuser(email: string, password: string): Promise<void> {
      try {
        await people.insertSuperuser({ id: uuid(), email, passwordHash: await hash(password) });
      } catch (error) {
        if (violatedIndex(error) !== 'users_email_key') throw error;
        throw new LanternError('email_taken', { fields: { email: 'email_taken' } });
      }
    },

    makeSuperuser: ({ id }: Account) => people.makeSuperuser(id),

    /** Who has the old password can no longer sign in; sessions, tokens and chat connections of it end. */
    setPassword: ({ id }: Account, password: string): Promise<Change> => setPassword(id, password),

    /** From their next request on they are a stranger; open chat connections close. */
    async disable({ id }: Account): Promise<Change> {
      if (!(await people.disable(id))) throw new LanternError('last_superuser');
      return { chatTold: await endings.closeSockets(id) };
    },

    enable: ({ id }: Account) => people.enable(id),
  };
}

/**
 * Checks an e-mail and a password for an account by the rules of signing up.
 *
 * @returns for each of the two the code of the rule that it breaks (`errors:fields.<code>`), if it breaks one
 */
export function checkAccount(input: { email: string; password: string; login?: string | undefined }) {
  const checked = signUp.safeParse(input);
  const ruleOf = (field: string) => checked.error?.issues.find(({ path }) => path[0] === field)?.message;
  return { email: ruleOf('email'), password: ruleOf('password') };
}
