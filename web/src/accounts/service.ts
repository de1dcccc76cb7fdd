import { violatedIndex } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import { v7 as uuid } from 'uuid';
import { LanternError } from '../errors.ts';
import { countedCheck } from '../limits/counted-check.ts';
import type { Limits } from '../limits/limits.ts';
import type { Passwords } from './passwords/passwords.ts';
import type { Account, AccountRepository, CurrentUser, NewUser, SignInRef } from './repository.ts';
import type { NewAccount, SignUp } from './schemas.ts';
import type { Requester } from './security-mail.ts';
import { type FirstFactor, firstFactor } from './sign-ins/first-factor.ts';
import type { SignInRepository } from './sign-ins/repository.ts';

export type { Account } from './repository.ts';

/** A passkey is the device that has it, and how its owner unlocks that. */
const FACTORS = { passkey: 'two', social: 'one' } as const;

/** What becomes of the address of a new account: see the feature of e-mails, which builds on this one. */
type NewAccountEmails = {
  requireFree(email: string): Promise<void>;
  welcome(account: Account, requester: Requester): Promise<void>;
};

type Registration = {
  input: NewAccount;
  requester: Requester;
  /** The way in that the account begins with. */
  method: 'password' | 'social';
  /** Puts the account into the database, with what it is signed in to with: all of it or nothing. */
  write: (user: NewUser) => Promise<void>;
};

export type AccountService = ReturnType<typeof accountService>;

export type AccountParts = {
  repository: AccountRepository;
  signInsRepository: SignInRepository;
  passwords: Passwords;
  emails: NewAccountEmails;
  limits: Limits;
  log: Logger;
};

/** Registers accounts, and finds them for whoever is signed in or has shown a way in. */
export function accountService({
  repository,
  signInsRepository,
  passwords,
  emails,
  limits,
  log,
}: AccountParts) {
  async function create({ input, requester, method, write }: Registration): Promise<FirstFactor> {
    const address = requester.ip ?? 'unknown';
    await limits.signUpFromAddress.spend(address);
    await emails.requireFree(input.email);
    const id = uuid();
    const profile = {
      email: input.email,
      login: input.login ?? null,
      displayName: input.display_name ?? null,
      firstName: input.first_name ?? null,
      lastName: input.last_name ?? null,
    };
    const taken = await countedCheck(
      () => write({ ...profile, id }).then(() => undefined, takenNameOrThrow),
      () => limits.signUpFromAddress.giveBack(address),
    );
    // Counted: whoever asks in this way what is taken has an answer.
    if (taken) throw taken;
    log.info({ act: 'account.created', user_id: id, ip: requester.ip }, 'somebody registered');
    const account = {
      ...profile,
      id,
      locale: null,
      disabledAt: null,
      isSuperuser: false,
      permissions: [],
      signInEpoch: 0,
      hasTwoFactor: false,
      hasPassword: method === 'password',
      emailVerified: false,
      asOf: 0,
    };
    await emails.welcome(account, requester);
    return firstFactor(account, method);
  }

  return {
    /** @throws LanternError `email_taken`, `login_taken`, `too_many_requests` */
    register(input: SignUp, requester: Requester): Promise<FirstFactor> {
      const hash = () => passwords.hash(input.password);
      const write = async (user: NewUser) => repository.insert({ ...user, passwordHash: await hash() });
      return create({ input, requester, method: 'password', write });
    },

    /**
     * Makes an account of somebody who signs in with an account of another site.
     *
     * @param write puts the account into the database together with the linked one: both or neither
     * @throws LanternError `email_taken`, `login_taken`, `too_many_requests`, and what `write` throws
     */
    registerLinked: (
      input: NewAccount,
      requester: Requester,
      write: Registration['write'],
    ): Promise<FirstFactor> => create({ input, requester, method: 'social', write }),

    /**
     * The first factor of the owner of a way in that was found to be good.
     *
     * @param owner.epoch theirs in the moment when it was: one that began later may have taken the way in away
     * @returns undefined when there is no account with this id
     */
    async ownerSignsIn(
      { userId, epoch }: { userId: string; epoch: number },
      method: 'passkey' | 'social',
    ): Promise<FirstFactor | undefined> {
      const account = await repository.find(userId);
      return account && firstFactor({ ...account, signInEpoch: epoch }, method, FACTORS[method]);
    },

    /** A session that goes on under another id. */
    moveSession: (signInId: string, sessionId: string): Promise<void> =>
      signInsRepository.moveSession(signInId, sessionId),

    /**
     * @param by.signIn must be theirs and must not have been ended
     * @param by.secondFactor whether the sign-in passed one
     * @param by.justProved whether it was minutes ago
     * @returns the current user; undefined when there is no account with this id, when it is disabled, or when the sign-in is not valid
     */
    async findEnabled(
      id: string,
      by: { signIn?: SignInRef | undefined; secondFactor?: boolean; justProved?: boolean } = {},
    ): Promise<CurrentUser | undefined> {
      const person = await repository.find(id, by.signIn);
      if (!person || person.disabledAt) return undefined;
      const secondFactor = person.hasTwoFactor && by.secondFactor === true;
      return { ...person, secondFactor, justProved: by.justProved === true };
    },
  };
}

/** The refusal that a violated unique index of `users` means. */
export function takenName(error: unknown): LanternError | undefined {
  const index = violatedIndex(error);
  if (index === 'users_email_key')
    return new LanternError('email_taken', { fields: { email: 'email_taken' } });
  if (index === 'users_login_key')
    return new LanternError('login_taken', { fields: { login: 'login_taken' } });
  return undefined;
}

/** @throws any failure but that of a taken name */
function takenNameOrThrow(error: unknown): LanternError {
  const taken = takenName(error);
  if (!taken) throw error;
  return taken;
}
