import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Issuer } from '../../../chat/src/testing/issuer.ts';
import { SERVER } from '../cores.ts';
import type { Kind } from '../options.ts';

export type Running = { port: number; pid: number; stop(): Promise<void> };

const PROGRAMS: Record<Kind, URL> = {
  chat: new URL('../../../chat/src/main.ts', import.meta.url),
  naive: new URL('naive.ts', import.meta.url),
  raw: new URL('raw.ts', import.meta.url),
};
/** After it listens: what a server does once. */
const WARM_UP = 700;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

type Options = {
  env?: NodeJS.ProcessEnv;
  nodeArguments?: string[];
  /** A command that runs it, like `taskset -c 0`; absent: the core of servers. */
  under?: string[];
  /** Told each line that the server logs. */
  logged?(line: string): void;
};

/** The chat service alone, which takes that issuer's tokens; otherwise as in production. */
export function startChat(issuer: Issuer, options: Options = {}): Promise<Running> {
  const env = { ROOM_TOKEN_JWKS: JSON.stringify(issuer.jwks), ...options.env };
  return start('chat', { ...options, env });
}

/** Starts a server on a port of its own, and waits until it listens. */
export async function start(
  kind: Kind,
  { env = {}, nodeArguments = [], under = SERVER, logged = () => {} }: Options = {},
): Promise<Running> {
  const file = fileURLToPath(PROGRAMS[kind]);
  const [command = '', ...args] = [...under, process.execPath, ...profiling(kind), ...nodeArguments, file];
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`${kind} ended with ${code ?? signal}`)));
    createInterface(child.stdout).on('line', (line) => {
      logged(line);
      if (line.includes('"listening"')) resolve(JSON.parse(line).port);
    });
  });
  await sleep(WARM_UP);
  return { port, pid: child.pid ?? 0, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // Without a farewell, unless there is a profile to write.
  child.kill(process.env.CPU_PROFILE ? 'SIGTERM' : 'SIGKILL');
  await once(child, 'exit');
}

/** `CPU_PROFILE=folder` writes a profile of each chat process there when it ends. */
function profiling(kind: Kind): string[] {
  const { CPU_PROFILE } = process.env;
  return CPU_PROFILE && kind === 'chat' ? ['--cpu-prof', `--cpu-prof-dir=${CPU_PROFILE}`] : [];
}
