import { runConsole } from '@lantern/web/console';
import { directoryOf, streamTerminal } from '@lantern/web/console/terminal';
import { examineConfig, readConsoleConfig, variablesOf } from '../config.ts';
import { openStoppedArchive } from './backup/stopped.ts';
import { connectToServer, runOnServer } from './client.ts';
import { examinedStopped } from './examined.ts';
import { openStopped } from './stopped-instance.ts';

/** Does what the console is asked for, and sets the exit code. */
export async function commandLine(env: NodeJS.ProcessEnv): Promise<void> {
  const { DATABASE_URL, DATABASE_URL_FILE } = env;

  // With a database server everything goes there; without one the data is in a folder that one process at a time may use.
  if (!DATABASE_URL && !DATABASE_URL_FILE) return embedded(process.argv.slice(2), env);
  const { commandLine: onServer } = await import('@lantern/web/command-line');
  await onServer(env);
}

async function embedded(words: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { stdin: input, stdout: output, stderr: errors } = process;
  const terminal = streamTerminal({ input, output, errors }, directoryOf(env));
  process.exitCode = await runConsole(words, terminal, {
    async perform(work) {
      const config = readConsoleConfig(env);
      const server = await connectToServer(config.DATA_DIR);
      if (server) return runOnServer({ connection: server, words, terminal });
      const instance = await openStopped(config);
      return work(instance.services).finally(instance.close);
    },
    async archive(work) {
      const config = readConsoleConfig(env);
      const server = await connectToServer(config.DATA_DIR);
      if (server) return runOnServer({ connection: server, words, terminal });
      const archive = await openStoppedArchive(config);
      return work(archive).finally(archive.close);
    },
    async examine(work) {
      const environment = examineConfig(env);
      const { DATA_DIR } = environment.values;
      const server = DATA_DIR === undefined ? undefined : await connectToServer(DATA_DIR);
      if (server) return runOnServer({ connection: server, words, terminal, variables: variablesOf(env) });
      return work(examinedStopped(environment));
    },
  });
  // The command does not wait for input that is still to come.
  input.destroy();
}
