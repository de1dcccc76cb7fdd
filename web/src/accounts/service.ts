import { violatedIndex } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import { v7 as uuid } from 'uuid';
import { LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import { accountKey } from '../text/email-address.ts';
import type { Passwords } from './passwords/passwords.ts';
import type { Account, AccountRepository, CurrentUser, NewUser, SignInUsed } from './repository.ts';
import type { Credentials, NewAccount, SignUp } from './schemas.ts';
import type { Requester } from './security-notice.ts';
import { type KnownDevice, signInCounts } from './sign-ins/sign-in-counts.ts';
import type { Begun, Caller, SignInHistory, SignInMethod } from './sign-ins/sign-in-history.ts';

/** What becomes of the address of a new account: see the feature of e-mails, which builds on this one. */
type NewAccountEmails = {
  requireFree(email: string): Promise<void>;
  welcome(person: CurrentUser, requester: Requester): Promise<void>;
};

export type AccountService = ReturnType<typeof accountService>;

export function accountService(
  accounts: AccountRepository,
  passwords: Passwords,
  limits: Limits,
  history: SignInHistory,
  emails: NewAccountEmails,
  log: Logger,
) {
  const { note, record } = history;
  const counts = signInCounts(limits);

  /** @throws LanternError `email_taken`, `login_taken`, `too_many_requests` */
  async function register(input: SignUp, requester: Requester): Promise<CurrentUser> {
    const hash = () => passwords.hash(input.password);
    return create(input, requester, async (user) => accounts.insert({ ...user, passwordHash: await hash() }));
  }

  /** @param write puts the person into the database, with what they sign in with: all of it or nothing */
  async function create(
    input: NewAccount,
    requester: Requester,
    write: (user: NewUser) => Promise<void>,
    hasPassword = true,
  ): Promise<CurrentUser> {
    await limits.signUpFromAddress.spend(requester.ip ?? 'unknown');
    await emails.requireFree(input.email);
    const id = uuid();
    const profile = {
      email: input.email,
      login: input.login ?? null,
      displayName: input.display_name ?? null,
      firstName: input.first_name ?? null,
      lastName: input.last_name ?? null,
    };
    try {
      await write({ ...profile, id });
    } catch (error) {
      throw takenName(error) ?? error;
    }
    log.info({ act: 'account.created', person_id: id, ip: requester.ip }, 'somebody registered');
    const person = {
      ...profile,
      id,
      locale: null,
      disabledAt: null,
      isSuperuser: false,
      permissions: [],
      signInEpoch: 0,
      hasTwoFactor: false,
      hasPassword,
      emailVerified: false,
      asOf: 0,
      secondFactor: false,
      justProved: true,
    };
    await emails.welcome(person, requester);
    return person;
  }

  async function letIn(
    person: Account,
    caller: Caller,
    method: SignInMethod,
    secondFactor = false,
  ): Promise<CurrentUser> {
    if (person.disabledAt) {
      await record(person.id, caller, method, 'disabled');
      throw new LanternError('account_disabled');
    }
    return { ...person, secondFactor: person.hasTwoFactor && secondFactor, justProved: true };
  }

  return {
    register,

    /**
     * Makes an account of somebody who signs in otherwise than by a password.
     *
     * @param write puts the person into the database together with what they sign in with: all of it or nothing
     * @throws LanternError `email_taken`, `login_taken`, `too_many_requests`, and what `write` throws
     */
    registerWithout: (
      input: NewAccount,
      requester: Requester,
      write: (user: NewUser) => Promise<void>,
    ): Promise<CurrentUser> => create(input, requester, write, false),

    /**
     * Checks who somebody is. Whoever then begins a session or tokens for them does so with `beginSignIn`; before that
     * who has two-factor sign-in passes it (`SecondFactor`).
     *
     * Unknown and wrong are one answer after the same time, so that nobody learns here who has an account. That an account
     * is disabled is told only to who knows its password.
     *
     * @param devices whom the browser was signed in as before, by its device cookie
     * @throws LanternError `invalid_credentials`, `account_disabled`, `too_many_requests`
     */
    async signIn(
      input: Credentials,
      caller: Caller,
      devices: readonly KnownDevice[] = [],
    ): Promise<CurrentUser> {
      const refuse = (personId?: string) => (error: unknown) => {
        if (error instanceof LanternError) note(error.code, caller, personId);
        throw error;
      };
      const counted = limits.signInFromAddress.spend(caller.ip ?? 'unknown').then(
        () => undefined,
        // Whose browser it is shows when the account is known. Others wait no longer.
        (error) => (devices.length > 0 ? error : refuse()(error)),
      );
      const refusal = await counted;
      const person = await accounts.findForSignIn(input.email);
      const tried = counts.spend(input.email, person, devices, refusal);
      const { verdict, takeBack } = await tried.catch(refuse(person?.id));
      // By what was typed, not by whose it is: else a third try, refused, would tell that an e-mail and a login are of one account.
      const matches = await passwords.matches(input.password, person?.passwordHash, accountKey(input.email));
      if (!person) {
        note('unknown_account', caller);
        throw new LanternError('invalid_credentials');
      }
      if (!matches || verdict === 'locked') {
        await record(person.id, caller, 'password', 'wrong_password');
        throw new LanternError('invalid_credentials');
      }
      await takeBack();
      return letIn(person, caller, 'password');
    },

    /**
     * Lets in who has shown otherwise than by a password who they are; after that it is as with `signIn`.
     *
     * @param used.epoch theirs in the moment when what they have was found to be good: one that began later may have taken it away
     * @param method by what they have
     * @param secondFactor whether that was two factors by itself
     * @returns undefined when there is nobody with this id
     * @throws LanternError `account_disabled`
     */
    async admit(
      used: { userId: string; epoch: number },
      caller: Caller,
      method: SignInMethod,
      secondFactor = false,
    ): Promise<CurrentUser | undefined> {
      const person = await accounts.find(used.userId);
      return person && letIn({ ...person, signInEpoch: used.epoch }, caller, method, secondFactor);
    },

    /**
     * Begins a sign-in, before what comes of it is good for anything. Every way in ends here, and nobody gets further whose
     * way in was taken away since they used it.
     *
     * @param person as `signIn`, `admit` or a second factor let them in
     * @returns the id of the sign-in
     * @throws LanternError `sign_in_expired`
     */
    beginSignIn: (person: CurrentUser, caller: Caller, method: SignInMethod, begun: Begun): Promise<string> =>
      history.begin(person, caller, method, begun),

    recordWrongCode: (userId: string, caller: Caller, method: SignInMethod): Promise<void> =>
      record(userId, caller, method, 'wrong_code'),

    recordCopiedPasskey: (userId: string, caller: Caller): Promise<void> =>
      record(userId, caller, 'passkey', 'passkey_copied'),

    /** A session that goes on under another id. */
    moveSession: (signInId: string, sessionId: string): Promise<void> =>
      accounts.moveSession(signInId, sessionId),

    /**
     * @param came.used the sign-in, which must be theirs and must not have been ended
     * @param came.secondFactor whether the sign-in passed one
     * @param came.justProved whether it was minutes ago
     * @returns the person, or undefined when there is none with this id, or it may not use the service any more
     */
    async findEnabled(
      id: string,
      came: { used?: SignInUsed | undefined; secondFactor?: boolean; justProved?: boolean } = {},
    ): Promise<CurrentUser | undefined> {
      const person = await accounts.find(id, came.used);
      if (!person || person.disabledAt) return undefined;
      const secondFactor = person.hasTwoFactor && came.secondFactor === true;
      return { ...person, secondFactor, justProved: came.justProved === true };
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
