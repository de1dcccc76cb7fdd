import { violatedIndex } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import { v7 as uuid } from 'uuid';
import { type SetPassword, signUp } from '../accounts/index.ts';
import type { Change, ChatNotifier } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import { type Page, pageOf } from '../paging.ts';
import { covers, may } from '../permissions.ts';
import { accountKey, readEmail } from '../text/email-address.ts';
import type { ManagedAccount, PeopleRepository, PeopleTurn } from './repository.ts';
/** Who acts: somebody with an account, or whoever works on the machine that Lantern runs on, who may everything. */
export type Actor = { id: string } | 'console';

export type PeopleParts = {
  repository: PeopleRepository;
  hash(password: string): Promise<string>;
  setPassword: SetPassword;
  chat: ChatNotifier;
  log: Logger;
};

export type PeopleService = ReturnType<typeof peopleService>;

const PAGE_SIZE = 20;

/** Comes after every id that there is: the newest people follow it. */
const BEFORE_THE_NEWEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** What those do with accounts who run the instance. */
export function peopleService({ repository, hash, setPassword, chat, log }: PeopleParts) {
  let somebodyKnown = false;

  /**
   * The account, when the actor may change it: they hold the right, and every right that the account has. What both have is
   * looked at again inside the change, whatever it was when the request came.
   */
  async function changeable(turn: PeopleTurn, actor: Actor, id: string): Promise<ManagedAccount> {
    const account = found(await turn.get(id));
    if (actor === 'console') return account;
    const holder = await turn.get(actor.id);
    if (!holder || holder.disabledAt || !may(holder, 'people.disable'))
      throw new LanternError('permission_missing');
    if (!covers(holder, account)) throw new LanternError('rights_exceed_yours');
    return account;
  }

  function record({ act, by, id }: { act: string; by: Actor; id: string }, message: string): void {
    log.info({ act, by: by === 'console' ? by : by.id, user_id: id }, message);
  }

  return {
    find: (by: 'email' | 'login', name: string) =>
      // Postgres texts hold no NUL, so nobody is called that, and asking would be an error.
      name.includes('\0') ? Promise.resolve(undefined) : repository.find(by, name),

    /** @throws LanternError `user_not_found` */
    async get(id: string): Promise<ManagedAccount> {
      return found(await repository.get(id));
    },

    /** @returns at most `limit` people, newest first, and the id to ask after for more */
    async list({ search = '', after, limit }: { search?: string; after?: string; limit: number }) {
      return pageOf(await repository.list(search.replaceAll('\0', ''), after, limit + 1), limit);
    },

    /**
     * Everybody, or those whose e-mail, login or name holds the text. Whose e-mail or login is just that is the first page:
     * they are found at once, where looking into all names takes a second among a million people.
     *
     * @returns newest first, and what to ask after for more
     */
    async search(text: string, after?: string): Promise<Page<ManagedAccount>> {
      if (text && !after) {
        const items = await repository.called(text);
        // A whole e-mail is hardly part of another.
        if (items.length > 0) return { items, next: text.includes('@') ? undefined : BEFORE_THE_NEWEST };
      }
      const { items, next } = pageOf(await repository.list(text, after, PAGE_SIZE + 1), PAGE_SIZE);
      const shown = (login: string | null) => login !== null && accountKey(login) === accountKey(text);
      return { items: items.filter(({ login }) => !shown(login)), next };
    },

    /** Whether there is no account at all. Asked on every visit of a stranger, so what was seen once is not asked again. */
    async nobodyYet(): Promise<boolean> {
      if (somebodyKnown) return false;
      somebodyKnown = !(await repository.isEmpty());
      return !somebodyKnown;
    },

    /** @throws LanternError `email_taken` */
    async createSuperuser(email: string, password: string): Promise<void> {
      const id = uuid();
      try {
        await repository.insertSuperuser({
          id,
          email: readEmail(email) ?? email,
          passwordHash: await hash(password),
        });
      } catch (error) {
        if (violatedIndex(error) !== 'users_email_key') throw error;
        throw new LanternError('email_taken', { fields: { email: 'email_taken' } });
      }
      record({ act: 'person.made_superuser', by: 'console', id }, 'a superuser was created');
    },

    async makeSuperuser({ id }: ManagedAccount): Promise<void> {
      const isNew = await repository.inTurn((turn) => turn.makeSuperuser(id));
      if (isNew) record({ act: 'person.made_superuser', by: 'console', id }, 'somebody was made a superuser');
    },

    /**
     * They keep their account, and the rights that their roles give them. Open chat connections close: who may still enter
     * a room comes back.
     *
     * @throws LanternError `last_superuser`
     */
    async revokeSuperuser({ id }: ManagedAccount): Promise<Change> {
      const wasSuperuser = await repository.inTurn(async (turn) => {
        if (!(await turn.hasOtherSuperuser(id))) throw new LanternError('last_superuser');
        return turn.revokeSuperuser(id);
      });
      if (wasSuperuser)
        record({ act: 'person.revoked_superuser', by: 'console', id }, 'somebody is no superuser any more');
      return { chat: await chat.revokePerson(id) };
    },

    /** Who has the old password can no longer sign in; sessions, tokens and chat connections of it end. */
    async setPassword({ id }: ManagedAccount, password: string): Promise<Change> {
      const changed = await setPassword(id, password);
      record({ act: 'person.password_set', by: 'console', id }, 'somebody was given a new password');
      return { chat: changed.chat };
    },

    /**
     * From their next request on they are a stranger; open chat connections close. Of somebody who is disabled already chat is
     * told once more: it may not have been the first time.
     *
     * @throws LanternError `own_account`, `last_superuser`, `rights_exceed_yours`, `permission_missing`, `user_not_found`
     */
    async disable(actor: Actor, id: string): Promise<Change> {
      if (actor !== 'console' && actor.id === id) throw new LanternError('own_account');
      const wasDisabled = await repository.inTurn(async (turn) => {
        const account = await changeable(turn, actor, id);
        if (account.disabledAt) return true;
        if (account.isSuperuser && !(await turn.hasOtherSuperuser(id)))
          throw new LanternError('last_superuser');
        await turn.disable(id);
        return false;
      });
      if (!wasDisabled) record({ act: 'person.disabled', by: actor, id }, 'an account was disabled');
      return { chat: await chat.revokePerson(id) };
    },

    /** @throws LanternError `last_superuser` when nobody else could run the instance */
    async requireAnotherSuperuser({ id, isSuperuser }: { id: string; isSuperuser: boolean }): Promise<void> {
      if (isSuperuser && !(await repository.hasOtherSuperuser(id))) throw new LanternError('last_superuser');
    },

    /**
     * Takes somebody's own account away, for who has shown already that it is theirs.
     *
     * @returns the ids of the rooms that went with it
     * @throws LanternError `last_superuser`
     */
    async leave(id: string): Promise<string[]> {
      const roomIds = await repository.inTurn(async (turn) => {
        if (found(await turn.get(id)).isSuperuser && !(await turn.hasOtherSuperuser(id)))
          throw new LanternError('last_superuser');
        return turn.delete(id);
      });
      log.info({ act: 'person.left', by: id, rooms: roomIds.length }, 'somebody deleted their account');
      return roomIds;
    },

    /** @throws LanternError `rights_exceed_yours`, `permission_missing`, `user_not_found` */
    async enable(actor: Actor, id: string): Promise<void> {
      const wasDisabled = await repository.inTurn(async (turn) => {
        const { disabledAt } = await changeable(turn, actor, id);
        if (!disabledAt) return false;
        await turn.enable(id);
        return true;
      });
      if (wasDisabled) record({ act: 'person.enabled', by: actor, id }, 'an account was enabled');
    },

    /**
     * Ends every session, token and chat connection of theirs; they can sign in again.
     *
     * @throws LanternError `rights_exceed_yours`, `permission_missing`, `user_not_found`
     */
    async signOut(actor: Actor, id: string): Promise<Change> {
      await repository.inTurn(async (turn) => {
        await changeable(turn, actor, id);
        await turn.endSignIns(id);
      });
      record({ act: 'person.signed_out', by: actor, id }, 'somebody was signed out everywhere');
      return { chat: await chat.revokePerson(id) };
    },
  };
}

function found(account: ManagedAccount | undefined): ManagedAccount {
  if (!account) throw new LanternError('user_not_found');
  return account;
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
