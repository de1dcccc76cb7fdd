import type { Logger } from '@lantern/service/log';
import { generateAuthenticationOptions } from '@simplewebauthn/server';
import type { AccountService, Caller, CurrentUser, FirstFactor, SignInHistory } from '../accounts/index.ts';
import { LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import type { Challenge, Challenges } from './challenges.ts';
import type { RelyingParty } from './relying-party.ts';
import type { Passkey, PasskeyRepository } from './repository.ts';
import type { Assertion } from './schemas.ts';
import { descriptors, userHandle } from './user-handle.ts';
import { verifyAssertion } from './verification.ts';

/** What an authenticator has signed, and for whom. */
export type Answered = {
  /** The one that the answer names, from this browser's session. */
  challenge: Challenge | undefined;
  answer: Assertion;
  party: RelyingParty;
  caller: Caller;
};

export type PasskeySignInParts = {
  repository: PasskeyRepository;
  challenges: Challenges;
  accounts: AccountService;
  history: SignInHistory;
  limits: Limits;
  log: Logger;
};

export type PasskeySignIn = ReturnType<typeof passkeySignIn>;

/** What passkeys are used for: to sign in with, and to show that it is still the person who sits at an open session. */
export function passkeySignIn(parts: PasskeySignInParts) {
  const { repository, challenges, accounts, history, limits, log } = parts;

  async function optionsFor(party: RelyingParty, challenge: Challenge, known: Passkey[]) {
    return generateAuthenticationOptions({
      rpID: party.id,
      challenge: new Uint8Array(Buffer.from(challenge.text, 'base64url')),
      timeout: 5 * 60_000,
      userVerification: 'required',
      // None: the authenticator lists those that it has for us, and nobody has to type who they are.
      ...(known.length > 0 && { allowCredentials: descriptors(known) }),
    });
  }

  /**
   * @param owner whose it has to be; absent: whoever owns it, whom the answer has to name
   * @returns whose it is, and their epoch when it was used
   */
  async function use({ answer, party, caller }: Answered, text: string, owner?: string) {
    const refuse = (outcome: 'passkey_refused' | 'passkey_unknown', reason?: string, userId?: string) => {
      const entry = {
        act: 'sign-in',
        outcome,
        method: 'passkey',
        reason,
        user_id: userId,
        ip: caller.ip,
      };
      log.info(entry, 'somebody tried to sign in');
      return new LanternError(outcome);
    };
    const passkey = await repository.find(answer.id);
    if (!passkey) throw refuse('passkey_unknown');
    const { userId } = passkey;
    const seen = await verifyAssertion(answer, { challenge: text, party, publicKey: passkey.publicKey });
    if ('disbelief' in seen) throw refuse('passkey_refused', seen.disbelief, userId);
    // WebAuthn L3, 7.2, step 6. Where we named the passkeys, the authenticator need not say whose they are.
    const named = answer.response.userHandle ?? (owner && userHandle(owner));
    if (named !== userHandle(userId) || (owner ?? userId) !== userId)
      throw refuse('passkey_refused', 'the passkey is somebody else’s', userId);
    const epoch = await repository.use(passkey.id, seen.counter);
    if (epoch !== undefined) return { userId, epoch };
    if (!(await repository.find(passkey.id))) throw refuse('passkey_unknown', 'removed meanwhile', userId);
    // WebAuthn L3, 6.1.1: one that counts and has not counted on may have been copied. Its owner finds it in the history.
    log.warn(
      { act: 'passkey.copied', user_id: userId },
      'a passkey counted backwards: it may have been copied',
    );
    await history.record({ userId, caller, method: 'passkey', outcome: 'passkey_copied' });
    throw new LanternError('passkey_refused');
  }

  return {
    /**
     * @returns what the browser's `navigator.credentials.get` takes, as JSON, and its challenge
     * @throws LanternError `too_many_requests`
     */
    async begin(party: RelyingParty, caller: Caller) {
      await limits.challengesFromAddress.spend(caller.ip ?? 'unknown');
      const challenge = challenges.issue('sign_in');
      return { options: await optionsFor(party, challenge, []), challenge };
    },

    /**
     * Checks a passkey as a first factor, which stands for the second as well.
     *
     * @throws LanternError `passkey_expired`, `passkey_unknown`, `passkey_refused`, `too_many_requests`
     */
    async verify(answered: Answered): Promise<FirstFactor> {
      await limits.signInFromAddress.spend(answered.caller.ip ?? 'unknown');
      const text = await challenges.redeem(answered.challenge, 'sign_in');
      const owner = await use(answered, text);
      const first = await accounts.ownerSignsIn(owner, 'passkey');
      if (!first) throw new LanternError('passkey_unknown');
      return first;
    },

    /**
     * As `begin`, for who is signed in already.
     *
     * @throws LanternError `passkey_not_found` when they have none
     */
    async beginConfirmation(person: CurrentUser, party: RelyingParty) {
      const known = await repository.list(person.id);
      if (known.length === 0) throw new LanternError('passkey_not_found');
      const challenge = challenges.issue('confirm', person.id);
      return { options: await optionsFor(party, challenge, known), challenge };
    },

    /**
     * Checks that it is still this person, by one of their own passkeys.
     *
     * @throws LanternError `passkey_expired`, `passkey_unknown`, `passkey_refused`, `too_many_requests`
     */
    async confirm(person: CurrentUser, answered: Answered): Promise<void> {
      await limits.signInFromAddress.spend(answered.caller.ip ?? 'unknown');
      const text = await challenges.redeem(answered.challenge, 'confirm', person.id);
      await use(answered, text, person.id);
    },
  };
}
