import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createIssuer } from './issuer.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const { PATH, NODE_COMPILE_CACHE } = process.env;
const CLEAN = { PATH, NODE_COMPILE_CACHE, PORT: '0' };

/** Runs the chat service as an operator does: in a process of its own, configured by the environment. */
export function spawnChat(env: NodeJS.ProcessEnv, nodeArguments: string[] = []): ChildProcess {
  return spawn(process.execPath, [...nodeArguments, MAIN], {
    env: { ...CLEAN, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

/** Collects the output of the process and how it ends. */
export async function outcome(
  child: ChildProcess,
): Promise<{ code: number | null; stderr: string; stdout: string }> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (text) => {
    stdout += text;
  });
  child.stderr?.on('data', (text) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** A chat service with keys of its own, once it listens. */
export async function startChat(env: NodeJS.ProcessEnv = {}, nodeArguments: string[] = []) {
  const issuer = await createIssuer();
  const child = spawnChat({ ROOM_TOKEN_JWKS: JSON.stringify(issuer.jwks), ...env }, nodeArguments);
  const lines: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    if (!child.stdout) return reject(new Error('no standard output'));
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const { msg, port } = JSON.parse(line);
      if (msg === 'listening') resolve(port);
    });
    child.stderr?.pipe(process.stderr);
    child.once('exit', (code) => reject(new Error(`the chat service ended with ${code}`)));
  });
  return {
    issuer,
    child,
    port,
    /** The lines of the log. */
    lines,
    /** Resident memory in bytes, as the system sees it. */
    async memory(): Promise<number> {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
    },
    async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      child.kill(signal);
      const [code] = await once(child, 'exit');
      return code;
    },
    async [Symbol.asyncDispose]() {
      await this.stop('SIGKILL');
    },
  };
}
