import type { Limits } from '../../limits/limits.ts';
import { accountKey } from '../../text/email-address.ts';
import type { Account } from '../repository.ts';

/** A browser on which somebody was signed in before, as its device cookie says. */
export type KnownDevice = { userId: string; epoch: number; id: string };

type Named = Pick<Account, 'id' | 'email' | 'login' | 'signInEpoch'>;

type SignInTry = {
  /** As typed. */
  name: string;
  /** Whose name it is; absent: nobody's. */
  account: Named | undefined;
  /** What the browser proves to be; only one of this account and of its epoch counts. */
  devices: readonly KnownDevice[];
  /** The error of the address limit; undefined if it allows the try. It is thrown unless the device is known. */
  addressError: unknown;
};

type Counted = {
  /** Whether the try has to fail even if the password is right. Nobody is told why. */
  isLocked: boolean;
  /** Takes the try back. */
  takeBack: () => Promise<void>;
  /** Takes the try back; on a known device, everything that was counted. */
  onSuccess: () => Promise<void>;
};

/**
 * Counts wrong tries to sign in, so that nobody goes on guessing, nobody learns from a lock, and nobody locks others out.
 *
 * A name that was typed is refused in the open after ten tries, whether or not it is an account's. All tries at an account,
 * by e-mail and by login, share ten as well, but what is over that is answered like a wrong password: else whoever locks a
 * login could look which e-mail is locked with it. A browser that its owner used before has a count of its own.
 *
 * A right try elsewhere is taken back, and what strangers tried stays counted: a program that signs in every minute would else give
 * them ten more each time.
 */
export function signInCounts(limits: Limits) {
  const deviceKey = ({ userId, id }: KnownDevice) => `${userId} ${id}`;

  return {
    /**
     * Counts a try before it is looked at: a hundred guesses at the same moment would all pass a count taken afterwards.
     *
     * @returns whether the account is locked, and what to call when the password could not be checked, or is right
     * @throws LanternError `too_many_requests`, `addressError`
     */
    async spend({ name, account: known, devices, addressError }: SignInTry): Promise<Counted> {
      const device = known && devices.find((each) => isOf(each, known));
      if (device && (await isLeft(limits.signInFromDevice.spend(deviceKey(device)))))
        return {
          isLocked: false,
          takeBack: () => limits.signInFromDevice.giveBack(deviceKey(device)),
          onSuccess: () => limits.signInFromDevice.forgive(deviceKey(device)),
        };
      if (addressError) throw addressError;
      // Both at once, also for a name that is nobody's: it costs the same.
      const account = known?.id ?? `nobody ${accountKey(name)}`;
      const [, left] = await Promise.all([
        limits.signInToName.spend(accountKey(name)),
        isLeft(limits.signInToAccount.spend(account)),
      ]);
      const takeBack = async () => {
        await Promise.all([
          limits.signInToName.giveBack(accountKey(name)),
          limits.signInToAccount.giveBack(account),
        ]);
      };
      return { isLocked: !left, takeBack, onSuccess: takeBack };
    },

    forgive,
  };

  /** Forgets the tries at an account by any of its names, after a new password by a link. */
  async function forgive({ id, email, login }: Omit<Named, 'signInEpoch'>): Promise<void> {
    await Promise.all([
      limits.signInToAccount.forgive(id),
      limits.signInToName.forgive(accountKey(email)),
      login && limits.signInToName.forgive(accountKey(login)),
    ]);
  }
}

export type SignInCounts = ReturnType<typeof signInCounts>;

/** A new password and "sign out everywhere" begin an epoch, and end what a stolen cookie is good for. */
const isOf = (device: KnownDevice, account: Named) =>
  device.userId === account.id && device.epoch === account.signInEpoch;

/** @returns false when the limit is reached; other failures go on */
async function isLeft(spending: Promise<void>): Promise<boolean> {
  try {
    await spending;
    return true;
  } catch (error) {
    if (isTooMany(error)) return false;
    throw error;
  }
}

const isTooMany = (error: unknown) => (error as { code?: string }).code === 'too_many_requests';
