import type { ChatNotifier } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import type { Passwords } from './passwords/passwords.ts';
import type { Account, AccountRepository, AfterReset } from './repository.ts';
import { holdsName } from './schemas.ts';
import type { SignInCounts } from './sign-ins/sign-in-counts.ts';
import type { Caller, SignInHistory } from './sign-ins/sign-in-history.ts';

export type AccountRecovery = ReturnType<typeof accountRecovery>;

export type RecoveryParts = {
  accountsRepository: AccountRepository;
  passwords: Passwords;
  history: SignInHistory;
  chat: ChatNotifier;
  counts: SignInCounts;
};

export type RecoveredPassword = {
  person: Account;
  /** Theirs when they were given the means to do this. */
  epoch: number;
  password: string;
  caller: Caller;
  /** What else happens in the same moment. */
  also: AfterReset;
};

/** What getting back into an account without its password asks of accounts. */
export function accountRecovery({ accountsRepository, passwords, history, chat, counts }: RecoveryParts) {
  return {
    /** Disabled people too. */
    find: (id: string): Promise<Account | undefined> => accountsRepository.find(id),

    /** @param name what would be typed to sign in: an e-mail or a login */
    async findByName(name: string): Promise<Account | undefined> {
      const found = await accountsRepository.findForSignIn(name);
      if (!found) return undefined;
      const { passwordHash, ...person } = found;
      return person;
    },

    /**
     * Sets a password for whoever has shown otherwise that the account is theirs. Everything the person was signed in with
     * ends, open chat sockets too. It can be done once under an epoch: of several at the same moment one succeeds.
     *
     * @returns the epoch that begins; undefined, and changes nothing, when the epoch is over or the account disabled
     * @throws LanternError `invalid_fields`
     */
    async setPassword({
      person,
      epoch,
      password,
      caller,
      also,
    }: RecoveredPassword): Promise<number | undefined> {
      if (person.disabledAt || person.signInEpoch !== epoch) return undefined;
      if (holdsName(password, person))
        throw new LanternError('invalid_fields', { fields: { password: 'password_personal' } });
      const passwordHash = await passwords.hash(password, person.id);
      if (!(await accountsRepository.replacePassword(person.id, { passwordHash, epoch }, also)))
        return undefined;
      await chat.revokeRoomTokensOf([person.id]);
      await history.record({ userId: person.id, caller, method: 'reset', outcome: 'success' });
      // Whoever locked the account by guessing does not keep its owner out after this.
      await counts.forgive(person);
      return epoch + 1;
    },
  };
}
