import { createHmac } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type QueueState, WorkQueue } from '../../limits/work-queue.ts';
import { openWorkers } from '../../limits/workers.ts';
import { MOST_UNITS } from './password-rules.ts';

export type Passwords = {
  readonly queue: QueueState;
  /**
   * @param account whose it is to be; absent: one that there is not yet
   * @throws LanternError `too_many_requests`, `busy`
   */
  hash(password: string, account?: string): Promise<string>;
  /**
   * @param hash absent for an unknown account or one without a password: takes as long as a real comparison, and is false
   * @param account whose it is, or what was typed to say so
   * @throws LanternError `too_many_requests`, `busy`
   */
  matches(password: string, hash: string | null | undefined, account?: string): Promise<boolean>;
  close(): Promise<void>;
};

/** Hashes that are not finished, of those who sign in at the same moment. */
const UNFINISHED = { ofAccount: 2, ofAddress: 8 };
/** Milliseconds that one takes, until the first was timed: each step of the work factor doubles them. */
const guessFor = (cost: number) => 250 * 2 ** (cost - 12);

/**
 * A password as its hash may have been made of: in NFC, since one keyboard sends é as one character and another as two; and as it was
 * typed, as it was hashed before. The second differs for few, and is tried whether or not there is an account: the time
 * that an answer takes depends on what was typed alone. What is too long to be anybody's is compared as it is.
 */
function forms(password: string): string[] {
  if (password.length > MOST_UNITS) return [password];
  return [...new Set([password.normalize('NFC'), password])];
}

type Parts = {
  /** 32 bytes. */
  pepper: Buffer;
  /** bcrypt's work factor, log2 of its rounds. */
  cost?: number | undefined;
  /** Multiplies what one address may have under way: above 1 where many people share one. */
  factor?: number | undefined;
};

/**
 * Password hashing in worker threads. One account has two hashes under way at most (by each name that it is signed in to with: see
 * `passwordSignIn`) and one address eight, whether or not the passwords are right: nobody keeps all threads to themselves.
 *
 * bcrypt reads 72 bytes and stops at NUL, so it is given base64(HMAC-SHA-384(password, pepper)): 64 ASCII characters that
 * depend on every character of the password, and on a key that is not in the database (OWASP Password Storage Cheat Sheet,
 * "pre-hashing passwords with bcrypt").
 */
export async function createPasswords({ pepper, cost = 12, factor = 1 }: Parts): Promise<Passwords> {
  const width = availableParallelism();
  const pool = openWorkers<object, boolean | string>(new URL('./password-worker.ts', import.meta.url), {
    minThreads: 1,
    maxThreads: width,
  });
  const { ofAccount, ofAddress } = UNFINISHED;
  const queue = new WorkQueue({
    width,
    ofAccount,
    ofAddress: ofAddress * Math.max(1, factor),
    guess: guessFor(cost),
  });
  const prepare = (password: string) => createHmac('sha384', pepper).update(password).digest('base64');
  const run = (job: object, account?: string) => queue.do(account, () => pool.run(job));
  const hash = async (password: string, account?: string) =>
    String(await run({ cost, prepared: prepare(password.normalize('NFC')) }, account));
  const nobody = await hash('nobody has this password');
  return {
    queue,
    hash,
    async matches(password, known, account) {
      const same = await run({ hash: known ?? nobody, prepared: forms(password).map(prepare) }, account);
      return same === true && known != null;
    },
    close: () => pool.destroy(),
  };
}
