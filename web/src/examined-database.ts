import type { Connection } from '@lantern/db';
import type { ExaminedDatabase } from './console/doctor/instance.ts';
import { databaseState, databaseTime } from './console/doctor/repository.ts';
import { deriveSecrets } from './crypto/secrets.ts';
import { signingKeyRepository } from './tokens/repository.ts';
import { privateKey } from './tokens/signing-keys/key-pair.ts';

export type ExaminedDatabaseParts = {
  connection: Connection;
  /** LANTERN_SECRET, if there is one. */
  secret: string | undefined;
  /** Gives back whatever was opened for it. */
  close(): Promise<void>;
};

/** A database as the console's `doctor` looks at it. */
export function examinedDatabase({ connection, secret, close }: ExaminedDatabaseParts): ExaminedDatabase {
  const keys = async () => {
    const { applied } = await databaseState(connection);
    return applied === 0 ? [] : signingKeyRepository(connection.db).list();
  };
  return {
    state: () => databaseState(connection),
    now: () => databaseTime(connection),
    keyIds: async () => (await keys()).map(({ kid }) => kid),
    async secretFits() {
      const [key] = await keys();
      if (!key || !secret) return undefined;
      return privateKey(key, deriveSecrets(secret).signingKeyEncryption).then(
        () => true,
        () => false,
      );
    },
    close,
  };
}
