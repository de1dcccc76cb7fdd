import type { Cluster } from '@lantern/chat/cluster';
import type { Connection } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import { createPasswords, type Passwords } from './accounts/passwords/passwords.ts';
import { passwordSetter } from './accounts/passwords/set-password.ts';
import { accountRepository } from './accounts/repository.ts';
import { chatNotifier } from './chat-notifier/index.ts';
import type { Services } from './console/command.ts';
import type { Secrets } from './crypto/secrets.ts';
import { filmService } from './films/index.ts';
import { filmRepository } from './films/repository.ts';
import { resetLinks } from './password-reset/links.ts';
import { passwordResetRepository } from './password-reset/repository.ts';
import { peopleService } from './people/index.ts';
import { peopleRepository } from './people/repository.ts';
import { signingKeyRepository } from './tokens/repository.ts';
import { keyRotation } from './tokens/signing-keys/key-rotation.ts';
import { loadSigningKeys } from './tokens/signing-keys/signing-keys.ts';
import { twoFactorRepository } from './two-factor/repository.ts';
import { twoFactorReset } from './two-factor/reset.ts';

export type AdministrationParts = {
  connection: Connection;
  secrets: Secrets;
  /** Tells chat; rejects when that cannot be done. */
  announce: Cluster['announce'];
  log: Logger;
  /** Where people reach the site, if it is configured. */
  publicUrl?: string | undefined;
};

/**
 * What the console works with, built from the parts of whichever way of running; the parts stay their giver's to close.
 *
 * @throws StartError when LANTERN_SECRET is not the one of this database: passwords set with another would never match
 */
export async function openAdministration(parts: AdministrationParts) {
  const { connection, secrets, announce, log } = parts;
  const chat = chatNotifier({ announce, database: connection, log });
  const keys = signingKeyRepository(connection.db);
  (await loadSigningKeys(keys, secrets.signingKeyEncryption, log)).close();

  // Most commands hash nothing, and starting the workers takes longer than they do.
  let passwords: Promise<Passwords> | undefined;
  const hash = async (password: string) => {
    passwords ??= createPasswords({ pepper: secrets.pepper });
    return (await passwords).hash(password);
  };
  const accountsRepository = accountRepository(connection);
  const setPassword = passwordSetter({ accountsRepository, hash, chat });
  const services: Services = {
    people: peopleService({ repository: peopleRepository(connection), hash, setPassword, chat, log }),
    resetTwoFactor: twoFactorReset({ repository: twoFactorRepository(connection.db), chat, log }),
    keys: keyRotation(keys, secrets.signingKeyEncryption),
    resetLinks: resetLinks(passwordResetRepository(connection.db)),
    films: filmService({ repository: filmRepository(connection.db), chat }),
    publicUrl: parts.publicUrl,
  };
  return { services, close: async () => (await passwords)?.close() };
}
