import { violatedIndex } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import { generateRegistrationOptions } from '@simplewebauthn/server';
import {
  type Confirm,
  type CurrentUser,
  displayName,
  type NotifyOwner,
  type Requester,
} from '../accounts/index.ts';
import type { ChatNotifier } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import type { Locale } from '../locales/locales.ts';
import type { Challenge, Challenges } from './challenges.ts';
import type { RelyingParty } from './relying-party.ts';
import type { Passkey, PasskeyRepository } from './repository.ts';
import type { NewCredential } from './schemas.ts';
import { descriptors, userHandle } from './user-handle.ts';
import { ALGORITHMS, verifyNew } from './verification.ts';
export type PasskeyRotation = ReturnType<typeof passkeyRotation>;
type MadePasskey = {
  /** The one that the answer names, from this browser's session. */
  challenge: Challenge | undefined;
  answer: NewCredential;
  name: string;
  party: RelyingParty;
};

export type PasskeyParts = {
  repository: PasskeyRepository;
  challenges: Challenges;
  confirm: Confirm;
  chat: ChatNotifier;
  notifyOwner: NotifyOwner;
  log: Logger;
};

/** Enough for every device that a person has. */
const MOST = 20;

/** The passkeys of a person, as their owner sees them. */
export function passkeyRotation({ repository, challenges, confirm, chat, notifyOwner, log }: PasskeyParts) {
  return {
    /** Oldest first: all of them. */
    list: ({ id }: CurrentUser): Promise<Passkey[]> => repository.list(id),

    /** @throws LanternError `passkey_not_found`, also for one of somebody else's */
    async get(person: CurrentUser, id: string): Promise<Passkey> {
      const found = await repository.findOwned(person.id, id);
      if (!found) throw new LanternError('passkey_not_found');
      return found;
    },

    /**
     * Lets somebody make a passkey who has shown that it is still them: whoever finds a session open must not get a way in
     * of their own.
     *
     * @param by.locale the locale of the person's name, when they have chosen none
     * @returns what the browser's `navigator.credentials.create` takes, as JSON, and its challenge
     * @throws LanternError `invalid_fields`, `confirmation_needed`, `too_many_requests`, `passkeys_full`
     */
    async begin(
      person: CurrentUser,
      currentPassword: string | undefined,
      by: { party: RelyingParty; locale: Locale },
    ) {
      const { party, locale } = by;
      await confirm(person, currentPassword);
      const known = await repository.list(person.id);
      if (known.length >= MOST) throw new LanternError('passkeys_full');
      const challenge = challenges.issue('register', person.id);
      const options = await generateRegistrationOptions({
        rpName: 'Lantern',
        rpID: party.id,
        userID: new Uint8Array(Buffer.from(userHandle(person.id), 'base64url')),
        userName: person.email,
        userDisplayName: displayName(person, person.locale ?? locale),
        challenge: new Uint8Array(Buffer.from(challenge.text, 'base64url')),
        timeout: 5 * 60_000,
        attestationType: 'none',
        excludeCredentials: descriptors(known),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        supportedAlgorithmIDs: ALGORITHMS,
      });
      return { options, challenge };
    },

    /**
     * Keeps the passkey that was made.
     *
     * @throws LanternError `passkey_expired`, `passkey_invalid`, `passkey_taken`, `passkeys_full`, `changed_meanwhile`
     */
    async register(person: CurrentUser, made: MadePasskey, requester: Requester): Promise<void> {
      const { challenge, answer, name, party } = made;
      const text = await challenges.redeem(challenge, 'register', person.id);
      const verified = await verifyNew(answer, text, party);
      if ('disbelief' in verified) {
        log.info(
          { act: 'passkey.refused', user_id: person.id, reason: verified.disbelief },
          'a new passkey was refused',
        );
        throw new LanternError('passkey_invalid');
      }
      const { transports } = answer.response;
      const values = { ...verified, userId: person.id, transports, name };
      try {
        const added = await repository.insert(values, person.signInEpoch, MOST);
        if (added === 'epoch_over') throw new LanternError('changed_meanwhile');
        if (added === 'full') throw new LanternError('passkeys_full');
      } catch (error) {
        throw violatedIndex(error) === 'passkeys_pkey' ? new LanternError('passkey_taken') : error;
      }
      log.info({ act: 'passkey.added', user_id: person.id }, 'somebody added a passkey');
      await notifyOwner(person, 'passkey_added', requester);
    },

    /** @throws LanternError `passkey_not_found` */
    async rename(person: CurrentUser, id: string, name: string): Promise<void> {
      if (!(await repository.rename(person.id, id, name))) throw new LanternError('passkey_not_found');
    },

    /**
     * Takes a passkey away. Everything else the person is signed in with ends: the device may be in other hands.
     *
     * @returns the new epoch
     * @throws LanternError `passkey_not_found`, `invalid_fields`, `confirmation_needed`, `too_many_requests`, `last_way_in`,
     * `changed_meanwhile`
     */
    async remove(
      person: CurrentUser,
      { id, currentPassword }: { id: string; currentPassword: string | undefined },
      requester: Requester,
    ): Promise<number> {
      await confirm(person, currentPassword);
      const epoch = await repository.remove(person.id, id, person.signInEpoch);
      if (epoch === 'nothing_there') throw new LanternError('passkey_not_found');
      if (epoch === 'last_way_in') throw new LanternError('last_way_in');
      if (epoch === 'epoch_over') throw new LanternError('changed_meanwhile');
      log.info({ act: 'passkey.removed', user_id: person.id }, 'somebody removed a passkey');
      await chat.revokeRoomTokensOf([person.id]);
      await notifyOwner(person, 'passkey_removed', requester);
      return epoch;
    },
  };
}
