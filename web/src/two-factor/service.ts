import type { Logger } from '@lantern/service/log';
import type { Confirm, CurrentUser, NotifyOwner, Requester } from '../accounts/index.ts';
import type { ChatNotifier } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import { isAdministrator } from '../permissions.ts';
import { qrCode } from '../text/qr-code.ts';
import type { Codes } from './codes/codes.ts';
import { newRecoveryCodes } from './codes/recovery-codes.ts';
import { isSecret, keyUri, newSecret } from './codes/totp.ts';
import type { TwoFactorRepository } from './repository.ts';
import type { Reauthentication } from './schemas.ts';
/** What an app is set up with; shown once. */
export type Setup = { secret: string; uri: string; qrSvg: string };
export type TwoFactorState = { since: Date | undefined; recoveryCodesLeft: number; required: boolean };
export type TwoFactorService = ReturnType<typeof twoFactorService>;

export type TwoFactorParts = {
  repository: TwoFactorRepository;
  codes: Codes;
  confirm: Confirm;
  chat: ChatNotifier;
  notifyOwner: NotifyOwner;
  log: Logger;
};

/** How people turn two-factor sign-in on and off for their own account. */
export function twoFactorService({ repository, codes, confirm, chat, notifyOwner, log }: TwoFactorParts) {
  /** Whoever finds a session open must not change what the next sign-in asks for. */
  async function reauthenticate(person: CurrentUser, { current_password, code }: Reauthentication) {
    const needed = person.hasPassword ? { current_password, code } : { code };
    const missing = Object.entries(needed).filter(([, value]) => !value);
    if (missing.length > 0)
      throw new LanternError('invalid_fields', {
        fields: Object.fromEntries(missing.map(([name]) => [name, 'required'])),
      });
    await confirm(person, current_password);
    if (!(await codes.use(person.id, code ?? ''))) throw wrongCode();
  }

  return {
    async state(person: CurrentUser): Promise<TwoFactorState> {
      const found = await repository.state(person.id);
      return {
        since: found?.confirmedAt ?? undefined,
        recoveryCodesLeft: found?.recoveryCodesLeft ?? 0,
        required: isAdministrator(person),
      };
    },

    /**
     * Makes a key for an app. Nothing changes before a code of that app confirms it; one that was shown before is void.
     *
     * Whoever finds a session or a token must not shut its owner out with an app of their own, so they show who they are.
     *
     * @param proof the password; of who has two-factor sign-in already, and sets up another app, a code as well
     * @throws LanternError `invalid_fields`, `confirmation_needed`, `too_many_requests`, `two_factor_on`, `changed_meanwhile`
     */
    async begin(person: CurrentUser, proof: Reauthentication): Promise<Setup> {
      if (person.hasTwoFactor) await reauthenticate(person, proof);
      else await confirm(person, proof.current_password);
      const secret = newSecret();
      const { id, signInEpoch, hasTwoFactor } = person;
      const kept = await repository.keepNewSecret({
        userId: id,
        underEpoch: signInEpoch,
        newSecret: codes.seal(secret, id),
        mayReplace: hasTwoFactor,
      });
      if (kept === 'epoch_over') throw new LanternError('changed_meanwhile');
      if (kept === 'is_on') throw new LanternError('two_factor_on');
      const uri = keyUri(secret, person.email);
      return { secret, uri, qrSvg: qrCode(uri) };
    },

    /**
     * Makes the same setup again from the key in the page of somebody who mistyped the code. A key that is kept is not shown again.
     *
     * @param key what the page sends back; it may be anything
     */
    again(person: CurrentUser, key: unknown): Setup | undefined {
      if (typeof key !== 'string' || !isSecret(key)) return undefined;
      const uri = keyUri(key, person.email);
      return { secret: key, uri, qrSvg: qrCode(uri) };
    },

    /**
     * Turns two-factor sign-in on, or changes over to another app. Everything else the person is signed in with ends.
     *
     * @returns ten recovery codes, which nobody can show again, and the new epoch
     * @throws LanternError `two_factor_not_begun`, `invalid_fields`, `too_many_requests`
     */
    async confirm(
      person: CurrentUser,
      code: string,
      requester: Requester,
    ): Promise<{ recoveryCodes: string[]; epoch: number }> {
      const newKey = (await repository.find(person.id))?.newSecret;
      if (!newKey) throw new LanternError('two_factor_not_begun');
      const step = await codes.stepOfNew(person.id, newKey, code);
      if (step === undefined) throw wrongCode();
      const recoveryCodes = newRecoveryCodes();
      const hashes = codes.hash(recoveryCodes, person.id);
      const epoch = await repository.confirm(person.id, {
        underEpoch: person.signInEpoch,
        newSecret: newKey,
        step,
        hashes,
      });
      if (epoch === undefined) throw new LanternError('two_factor_not_begun');
      log.info({ act: 'two_factor.on', user_id: person.id }, 'somebody turned two-factor sign-in on');
      await chat.revokeRoomTokensOf([person.id]);
      await notifyOwner(person, person.hasTwoFactor ? 'two_factor_app' : 'two_factor_on', requester);
      return { recoveryCodes, epoch };
    },

    /**
     * Ten new codes; the old ones are void.
     *
     * @throws LanternError `two_factor_off`, `invalid_fields`, `too_many_requests`, `changed_meanwhile`
     */
    async newRecoveryCodes(
      person: CurrentUser,
      proof: Reauthentication,
      requester: Requester,
    ): Promise<string[]> {
      if (!person.hasTwoFactor) throw new LanternError('two_factor_off');
      const before = await repository.markOfCodes(person.id);
      await reauthenticate(person, proof);
      const recoveryCodes = newRecoveryCodes();
      const hashes = codes.hash(recoveryCodes, person.id);
      const change = { underEpoch: person.signInEpoch, mark: before, hashes };
      if (!(await repository.replaceRecoveryCodes(person.id, change)))
        throw new LanternError('changed_meanwhile');
      log.info({ act: 'two_factor.new_codes', user_id: person.id }, 'somebody got new recovery codes');
      await notifyOwner(person, 'recovery_codes', requester);
      return recoveryCodes;
    },

    /**
     * Turns it off. Everything else the person is signed in with ends.
     *
     * @returns the new epoch
     * @throws LanternError `two_factor_mandatory`, `two_factor_off`, `invalid_fields`, `too_many_requests`, `changed_meanwhile`
     */
    async turnOff(person: CurrentUser, proof: Reauthentication, requester: Requester): Promise<number> {
      if (!person.hasTwoFactor) throw new LanternError('two_factor_off');
      if (isAdministrator(person)) throw new LanternError('two_factor_mandatory');
      await reauthenticate(person, proof);
      const epoch = await repository.remove(person.id, person.signInEpoch);
      if (epoch === undefined) throw new LanternError('changed_meanwhile');
      log.info({ act: 'two_factor.off', user_id: person.id }, 'somebody turned two-factor sign-in off');
      await chat.revokeRoomTokensOf([person.id]);
      await notifyOwner(person, 'two_factor_off', requester);
      return epoch;
    },
  };
}

const wrongCode = () => new LanternError('invalid_fields', { fields: { code: 'code_wrong' } });
