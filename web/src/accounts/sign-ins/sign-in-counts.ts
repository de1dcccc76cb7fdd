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
  /** That of the address, which holds for unknown devices; absent: the address may go on. */
  refusal: unknown;
};

type Counted = {
  /** `locked`: the try is to fail, and nobody is told why. */
  verdict: 'open' | 'locked';
  takeBack: () => Promise<void>;
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
  const typed = accountKey;

  return {
    /**
     * Counts a try before it is looked at: a hundred guesses at the same moment would all pass a count taken afterwards.
     *
     * @returns whether the password may be right, and what takes the try back when it is
     * @throws LanternError `too_many_requests`, `refusal`
     */
    async spend({ name, account: known, devices, refusal }: SignInTry): Promise<Counted> {
      const device = known && devices.find((each) => isOf(each, known));
      if (device && (await isLeft(limits.signInFromDevice.spend(deviceKey(device)))))
        return { verdict: 'open', takeBack: () => limits.signInFromDevice.forgive(deviceKey(device)) };
      if (refusal) throw refusal;
      // Both at once, also for a name that is nobody's: it costs the same.
      const account = known?.id ?? `nobody ${typed(name)}`;
      const [, left] = await Promise.all([
        limits.signInToName.spend(typed(name)),
        isLeft(limits.signInToAccount.spend(account)),
      ]);
      const takeBack = async () => {
        await Promise.all([
          limits.signInToName.giveBack(typed(name)),
          limits.signInToAccount.giveBack(account),
        ]);
      };
      return { verdict: left ? 'open' : 'locked', takeBack };
    },

    forgive,
  };

  /** Forgets the tries at an account by any of its names, after a new password by a link. */
  async function forgive({ id, email, login }: Omit<Named, 'signInEpoch'>): Promise<void> {
    await Promise.all([
      limits.signInToAccount.forgive(id),
      limits.signInToName.forgive(typed(email)),
      login && limits.signInToName.forgive(typed(login)),
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
