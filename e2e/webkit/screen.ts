import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** A screen that nobody sees, for browsers that need one. */
export type Screen = { display: string; stop(): Promise<void> };

/** Starts Xvfb with a display number that is free. @throws when it ends at once */
export async function startScreen(): Promise<Screen> {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const complaints = child.stderr ? text(child.stderr) : '';
  const number = await Promise.race([
    once(child.stdio[3] as NodeJS.ReadableStream, 'data').then(([data]) => String(data).trim()),
    once(child, 'exit').then(async () => {
      throw new Error(`Xvfb ended\n${await complaints}`);
    }),
  ]);
  return {
    display: `:${number}`,
    async stop() {
      process.off('exit', kill);
      await endProgram(child, 'SIGTERM');
    },
  };
}

/** Sends a signal to a program, and waits until it has ended. */
export async function endProgram(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}
