import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Running = { port: number; pid: number; stop(): Promise<void> };

/** Starts a program of the checkout; pinned to `core` if one is given. */
export function startProgram(
  path: string,
  core: number | undefined,
  options: { env?: NodeJS.ProcessEnv; ipc?: boolean },
): ChildProcess {
  const file = fileURLToPath(new URL(path, import.meta.url));
  const [command = '', ...rest] = [
    ...(core === undefined ? [] : ['taskset', '-c', String(core)]),
    process.execPath,
    file,
  ];
  return spawn(command, rest, {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...options.env },
    stdio: options.ipc ? ['ignore', 'inherit', 'inherit', 'ipc'] : ['ignore', 'pipe', 'inherit'],
  });
}

/** Starts a server and waits until it says on which port it listens. */
export async function startServer(
  path: string,
  core: number | undefined,
  env: NodeJS.ProcessEnv = {},
): Promise<Running> {
  const child = startProgram(path, core, { env });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${path} ended with ${code}`)));
    if (!child.stdout) return;
    createInterface(child.stdout).on('line', (line) => {
      const { msg, port } = JSON.parse(line);
      if (msg === 'listening') resolve(port);
    });
  });
  return {
    port,
    pid: child.pid ?? 0,
    async stop() {
      // Without a farewell: it is no part of what is measured.
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
