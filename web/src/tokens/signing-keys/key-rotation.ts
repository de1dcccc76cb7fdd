import type { SigningKeyRepository } from '../repository.ts';
import { generateKey } from './key-pair.ts';
import { SIGNS_FROM, schedule, WITHDRAWN_FROM } from './key-schedule.ts';

/** What a rotation did; times in seconds from now. */
export type Rotation = { kid: string; signsIn: number; oldWithdrawnIn: number; forgotten: number };

export type KeyRotation = ReturnType<typeof keyRotation>;

/** @param encryptionKey 32 bytes, guards the private halves */
export function keyRotation(keys: SigningKeyRepository, encryptionKey: Buffer) {
  return {
    /**
     * Adds a key. Running services publish it at once and sign with it later, when everybody who checks tokens knows it;
     * the one before stays published until the last token it signed has expired. Keys past that are deleted.
     */
    async rotate(): Promise<Rotation> {
      const forgotten = await deleteWithdrawnKeys(keys);
      const key = await generateKey(encryptionKey);
      await keys.insert(key);
      return {
        kid: key.kid,
        signsIn: SIGNS_FROM,
        oldWithdrawnIn: WITHDRAWN_FROM,
        forgotten,
      };
    },
  };
}

/** Deletes keys whose last token has expired. @returns how many */
export async function deleteWithdrawnKeys(keys: SigningKeyRepository): Promise<number> {
  const { withdrawn } = schedule(await keys.list());
  for (const { kid } of withdrawn) await keys.delete(kid);
  return withdrawn.length;
}
