import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** What pods, volumes, secrets and the network are called here begins with it, so that a run finds what an earlier one has left. */
export const PREFIX = 'lantern-e2e';

// A container engine within a container may raise no limit above its own, and has no systemd.
const SETTINGS = `[containers]
default_ulimits = ["nofile=20000:20000", "nproc=20000:20000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
`;

let settings: string | undefined;

/** The environment that podman runs well in. */
export function podmanEnvironment(): NodeJS.ProcessEnv {
  if (settings === undefined) {
    settings = join(mkdtempSync(join(tmpdir(), 'lantern-podman-')), 'containers.conf');
    writeFileSync(settings, SETTINGS);
  }
  return { ...process.env, CONTAINERS_CONF: settings };
}

const start = (args: string[]) => spawn('podman', args, { env: podmanEnvironment() });

type Output = { code: number | null; out: string; err: string };

function finished(child: ChildProcess): Promise<Output> {
  const said = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...said }));
  });
}

/** @returns what podman prints on standard output. @throws with what it said when it fails */
export const podman = (...args: string[]): Promise<string> => podmanWith('', args);

/** Runs podman with this on its standard input. */
export async function podmanWith(input: string | Readable, args: string[]): Promise<string> {
  const child = start(args);
  const done = finished(child);
  // It may end before it has read everything: its exit code tells.
  child.stdin?.on('error', () => {});
  if (typeof input === 'string') child.stdin?.end(input);
  else if (child.stdin) input.pipe(child.stdin);
  const { code, out, err } = await done;
  if (code !== 0) throw new Error(`podman ${args.join(' ')} failed (${code})\n${out}${err}`);
  return out.trim();
}

/** Where podman writes what a container says. */
export const logFileOf = (container: string): Promise<string> =>
  podman('inspect', '--format', '{{.HostConfig.LogConfig.Path}}', container);

/** Both streams of what a container has written: from its file, because stories ask often, and a program takes a second. */
export async function readLog(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  // Time, stream, and F where the line ends: long ones are written in parts.
  return lines
    .map((line) =>
      line.replace(/^\S+ std(?:out|err) ([FP]) (.*)$/, (_, end, text) => text + (end === 'F' ? '\n' : '')),
    )
    .join('');
}

/** Takes away what a run has made, also one that was ended before it could. */
export async function removeAll(): Promise<void> {
  const remove = async (list: string[], command: string[]) => {
    const names = (await podman(...list)).split('\n').filter((name) => name.startsWith(PREFIX));
    // Each takes seconds, most of them spent waiting.
    await Promise.all(names.map((name) => podman(...command, name)));
  };
  await remove(['pod', 'ps', '--format', '{{.Name}}'], ['pod', 'rm', '--force', '--time', '0']);
  await remove(['volume', 'ls', '--format', '{{.Name}}'], ['volume', 'rm', '--force']);
  await remove(['secret', 'ls', '--format', '{{.Name}}'], ['secret', 'rm']);
  await remove(['network', 'ls', '--format', '{{.Name}}'], ['network', 'rm', '--force']);
}
