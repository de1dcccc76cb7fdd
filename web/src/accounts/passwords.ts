import { createHmac } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { LanternError } from '../errors.ts';

export type Passwords = {
  hash(password: string): Promise<string>;
  /** @param hash absent for an unknown account or one without a password: takes as long as a real comparison, and is false */
  matches(password: string, hash: string | null | undefined): Promise<boolean>;
  close(): Promise<void>;
};

/** More waiting than this, and the last would wait for minutes: they are told to come back. */
const MAX_WAITING = 200;

/**
 * Password hashing in worker threads.
 *
 * bcrypt reads 72 bytes and stops at NUL, so it is given base64(HMAC-SHA-384(password, pepper)): 64 ASCII characters that
 * depend on every character of the password, and on a key that is not in the database (OWASP Password Storage Cheat Sheet,
 * "pre-hashing passwords with bcrypt").
 *
 * @param pepper 32 bytes
 * @param cost bcrypt's work factor, log2 of its rounds
 */
export async function createPasswords(pepper: Buffer, cost = 12): Promise<Passwords> {
  const pool = new Piscina<unknown, boolean | string>({
    filename: new URL('./password-worker.ts', import.meta.url).href,
    minThreads: 1,
    maxThreads: availableParallelism(),
    maxQueue: MAX_WAITING,
  });
  const prepare = (password: string) => createHmac('sha384', pepper).update(password).digest('base64');
  const run = async (job: object) => {
    if (pool.queueSize >= MAX_WAITING) throw new LanternError('busy');
    return pool.run(job);
  };
  const hash = async (password: string) => String(await run({ cost, prepared: prepare(password) }));
  const nobody = await hash('nobody has this password');
  return {
    hash,
    async matches(password, known) {
      const same = await run({ hash: known ?? nobody, prepared: prepare(password) });
      return same === true && known != null;
    },
    close: () => pool.destroy(),
  };
}
