import type { Notice } from '@lantern/chat/cluster';
import { connect, migrateDatabase, serverArchive } from '@lantern/db';
import { createLog } from '@lantern/service/log';
import { openAdministration } from './administration.ts';
import { announceOnce } from './chat-notifier/index.ts';
import { examineConfig, readConsoleConfig } from './config.ts';
import { runConsole } from './console/run.ts';
import { directoryOf, streamTerminal } from './console/terminal/terminal.ts';
import { deriveSecrets } from './crypto/secrets.ts';
import { examinedServices } from './examined-services.ts';

/** Does what the console is asked for, and sets the exit code. */
export async function commandLine(env: NodeJS.ProcessEnv): Promise<void> {
  const { stdin: input, stdout: output, stderr: errors } = process;

  const terminal = streamTerminal({ input, output, errors }, directoryOf(env));
  process.exitCode = await runConsole(process.argv.slice(2), terminal, {
    async perform(work) {
      const config = readConsoleConfig(env);
      const log = createLog('console', 'silent');
      await migrateDatabase(config.DATABASE_URL);
      const connection = connect(config.DATABASE_URL);
      try {
        const administration = await openAdministration({
          connection,
          secrets: deriveSecrets(config.LANTERN_SECRET),
          announce: (notice: Notice) => announceOnce(config.REDIS_URL, notice, log),
          log,
          publicUrl: config.PUBLIC_URL,
        });
        return await work(administration.services).finally(administration.close);
      } finally {
        await connection.close();
      }
    },
    async archive(work) {
      const { DATABASE_URL, LANTERN_SECRET } = readConsoleConfig(env);
      return work(serverArchive(DATABASE_URL, LANTERN_SECRET));
    },
    examine: (work) => work(examinedServices(examineConfig(env))),
  });
  // The command does not wait for input that it no longer reads.
  input.destroy();
}
