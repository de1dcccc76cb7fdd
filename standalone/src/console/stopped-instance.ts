import { openEmbedded } from '@lantern/db/embedded';
import { createLog } from '@lantern/service/log';
import { openAdministration } from '@lantern/web/administration';
import { deriveSecrets } from '@lantern/web/secrets';
import type { readConsoleConfig } from '../config.ts';
import { holdDataFolder, keepSecret, prepareDatabase } from '../data-folder.ts';

/**
 * Opens the data of an instance that does not run, and keeps it from being started meanwhile.
 *
 * @throws StartError when it cannot be used, or somebody has just started to
 */
export async function openStopped(config: ReturnType<typeof readConsoleConfig>) {
  process.umask(0o077);
  const minFree = config.DATA_MIN_FREE_MB * 2 ** 20;
  const folder = await holdDataFolder(config.DATA_DIR);
  const database = await prepareDatabase({ folder: folder.path, minFree });
  const secret = config.LANTERN_SECRET ?? (await keepSecret(folder.path));
  const connection = await openEmbedded({ kind: 'folder', folder: database, minFree });
  const administration = await openAdministration({
    connection,
    secrets: deriveSecrets(secret),
    // Nobody is in a room of a server that does not run.
    announce: async () => {},
    log: createLog('console', 'silent'),
    publicUrl: config.PUBLIC_URL,
  });
  return {
    services: administration.services,
    async close() {
      await administration.close();
      await connection.close();
      await folder.release();
    },
  };
}
