import { violatedIndex } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import { v7 as uuid } from 'uuid';
import { type SetPassword, signUp } from '../accounts/index.ts';
import type { ChangeOutcome, ChatNotifier } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import { type Page, readPage } from '../paging.ts';
import { covers, may } from '../permissions.ts';
import { accountKey, readEmail } from '../text/email-address.ts';
import type { ManagedAccount, PeopleRepository, PeopleTurn } from './repository.ts';

export type { ManagedAccount } from './repository.ts';
/** By whom an act is done: an account, or the console on the machine that Lantern runs on, which may do everything. */
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

/** What administrators do with accounts. */
export function peopleService({ repository, hash, setPassword, chat, log }: PeopleParts) {
  let somebodyKnown = false;

  /**
   * Loads the account, and checks that the actor has `people.disable` and covers the account. The check runs inside the change:
   * permissions may differ from those at the time of the request.
   *
   * @throws LanternError `user_not_found`, `permission_missing`, `rights_exceed_yours`
   */
  async function requireMayDisable(turn: PeopleTurn, actor: Actor, id: string): Promise<ManagedAccount> {
    const account = orNotFound(await turn.get(id));
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
      return orNotFound(await repository.get(id));
    },

    /** @returns at most `limit` people, newest first, and the id to ask after for more */
    async list({ search = '', after, limit }: { search?: string; after?: string; limit: number }) {
      const text = search.replaceAll('\0', '');
      return readPage((most) => repository.list(text, after, most), limit);
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
      const { items, next } = await readPage((limit) => repository.list(text, after, limit), PAGE_SIZE);
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
    async revokeSuperuser({ id }: ManagedAccount): Promise<ChangeOutcome> {
      const wasSuperuser = await repository.inTurn(async (turn) => {
        if (!(await turn.hasOtherSuperuser(id))) throw new LanternError('last_superuser');
        return turn.revokeSuperuser(id);
      });
      if (wasSuperuser)
        record({ act: 'person.revoked_superuser', by: 'console', id }, 'somebody is no superuser any more');
      return { chat: await chat.revokeRoomTokensOf([id]) };
    },

    /** The old password no longer signs in. Its sessions, tokens and chat connections end. */
    async setPassword({ id }: ManagedAccount, password: string): Promise<ChangeOutcome> {
      const changed = await setPassword(id, password);
      record({ act: 'person.password_set', by: 'console', id }, 'somebody was given a new password');
      return { chat: changed.chat };
    },

    /**
     * Nobody is signed in to the account from the next request on; open chat connections close. If the account is already
     * disabled, this still tells chat, because the first notice may have failed.
     *
     * @throws LanternError `own_account`, `last_superuser`, `rights_exceed_yours`, `permission_missing`, `user_not_found`
     */
    async disable(actor: Actor, id: string): Promise<ChangeOutcome> {
      if (actor !== 'console' && actor.id === id) throw new LanternError('own_account');
      const wasDisabled = await repository.inTurn(async (turn) => {
        const account = await requireMayDisable(turn, actor, id);
        if (account.disabledAt) return true;
        if (account.isSuperuser && !(await turn.hasOtherSuperuser(id)))
          throw new LanternError('last_superuser');
        await turn.disable(id);
        return false;
      });
      if (!wasDisabled) record({ act: 'person.disabled', by: actor, id }, 'an account was disabled');
      return { chat: await chat.revokeRoomTokensOf([id]) };
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
    async deleteOwn(id: string): Promise<string[]> {
      const roomIds = await repository.inTurn(async (turn) => {
        if (orNotFound(await turn.get(id)).isSuperuser && !(await turn.hasOtherSuperuser(id)))
          throw new LanternError('last_superuser');
        return turn.delete(id);
      });
      log.info({ act: 'person.left', by: id, rooms: roomIds.length }, 'somebody deleted their account');
      return roomIds;
    },

    /** @throws LanternError `rights_exceed_yours`, `permission_missing`, `user_not_found` */
    async enable(actor: Actor, id: string): Promise<void> {
      const wasDisabled = await repository.inTurn(async (turn) => {
        const { disabledAt } = await requireMayDisable(turn, actor, id);
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
    async signOut(actor: Actor, id: string): Promise<ChangeOutcome> {
      await repository.inTurn(async (turn) => {
        await requireMayDisable(turn, actor, id);
        await turn.endSignIns(id);
      });
      record({ act: 'person.signed_out', by: actor, id }, 'somebody was signed out everywhere');
      return { chat: await chat.revokeRoomTokensOf([id]) };
    },
  };
}

function orNotFound(account: ManagedAccount | undefined): ManagedAccount {
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
