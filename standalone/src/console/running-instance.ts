import type { Cluster } from '@lantern/chat/cluster';
import type { EmbeddedConnection } from '@lantern/db/embedded';
import type { Logger } from '@lantern/service/log';
import type { Website } from '@lantern/web';
import { openAdministration } from '@lantern/web/administration';
import type { CommandExecutor } from '@lantern/web/console';
import { deriveSecrets } from '@lantern/web/secrets';
import { examineConfig, type readConfig, variablesOf } from '../config.ts';
import { runningArchive } from './backup/running.ts';
import { examinedRunning } from './examined.ts';

type Running = {
  /** What the server was started with. */
  env: NodeJS.ProcessEnv;
  config: ReturnType<typeof readConfig>;
  folder: string;
  connection: EmbeddedConnection;
  secret: string;
  cluster: Cluster;
  website: Website;
  log: Logger;
};

/**
 * Runs commands that came over the data folder's socket with the parts of the running server.
 *
 * @returns what runs one command, given the variables of the console's own environment
 */
export function commandExecutors(running: Running): (variables: Record<string, string>) => CommandExecutor {
  const { env, config, connection, secret, cluster, website, log } = running;
  const { announce } = cluster;
  return (variables) => ({
    async perform(work, command) {
      log.info({ command }, 'console');
      const secrets = deriveSecrets(secret);
      const publicUrl = config.PUBLIC_URL;
      const administration = await openAdministration({ connection, secrets, announce, log, publicUrl });
      const code = await work(administration.services).finally(administration.close);
      // A new key shows at once, without waiting for the next look.
      await website.signingKeys.reload();
      return code;
    },

    archive(work, command) {
      log.info({ command }, 'console');
      return work(runningArchive(running));
    },

    async examine(work, command) {
      log.info({ command }, 'console');
      const own = variablesOf(env);
      const differing = different(own, variables);
      const given = Object.keys(variables).filter((name) => differing.includes(name));
      // Whoever gives the console nothing else asks for the server as it runs.
      if (given.length === 0)
        return work(examinedRunning({ environment: examineConfig(env), differing: [], running }));
      return work(examinedRunning({ environment: examineConfig(variables), differing, running }));
    },
  });
}

function different(own: Record<string, string>, given: Record<string, string>): string[] {
  const names = new Set([...Object.keys(own), ...Object.keys(given)]);
  // The folder is the same, however it is written: its socket was found.
  return [...names].filter((name) => own[name] !== given[name] && !name.startsWith('DATA_DIR')).toSorted();
}
