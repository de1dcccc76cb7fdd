import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { during } from './progress.ts';
import { postgresPrograms } from './servers/postgres.ts';
import { redisProgram } from './servers/redis.ts';

export const succeeds = (file: string, ...args: string[]) =>
  spawnSync(file, args, { stdio: 'ignore' }).status === 0;
const isRoot = process.getuid?.() === 0;

const programs = {
  postgresql: postgresPrograms,
  redis: redisProgram,
  nginx: () => ['/usr/sbin/nginx', '/usr/bin/nginx'].find((path) => existsSync(path)),
  haproxy: () => existsSync('/usr/sbin/haproxy'),
  envsubst: () => existsSync('/usr/bin/envsubst'),
  openssl: () => ['/usr/bin/openssl', '/bin/openssl'].find((path) => existsSync(path)),
  certbot: () => existsSync('/usr/bin/certbot'),
  // A small authority that speaks ACME, by Let's Encrypt.
  pebble: () => existsSync('/usr/bin/pebble'),
  libfaketime: () =>
    ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu']
      .map((folder) => `${folder}/faketime/libfaketime.so.1`)
      .find((path) => existsSync(path)),
  curl: () => ['/usr/bin/curl', '/bin/curl'].find((path) => existsSync(path)),
  git: () => ['/usr/bin/git', '/usr/local/bin/git'].find((path) => existsSync(path)),
  systemd: () => existsSync('/usr/bin/systemd-notify') && existsSync('/usr/bin/systemd-socket-activate'),
  chromium: () => ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path)),
  firefox: () => existsSync('/usr/bin/firefox-esr'),
  // Safari's engine, its driver, and a screen for it.
  webkit: () => existsSync('/usr/bin/WebKitWebDriver') && existsSync('/usr/bin/Xvfb'),
  promtool: () => ['/usr/bin/promtool', '/usr/local/bin/promtool'].find((path) => existsSync(path)),
  // A client may stand alone: root, who can start an engine, needs one.
  docker: () =>
    succeeds('docker', '--version') &&
    (!isRoot || succeeds('dockerd', '--version') || succeeds('docker', 'info')),
  compose: () => succeeds('docker', 'compose', 'version') || succeeds('docker-compose', 'version'),
  podman: () => succeeds('podman', '--version') && existsSync('/usr/lib/podman/aardvark-dns'),
  unzip: () => succeeds('unzip', '-v'),
  advzip: () => succeeds('advzip', '--version'),
  libreoffice: () =>
    existsSync('/usr/lib/libreoffice/program/libswlo.so') && succeeds('soffice', '--version'),
  pdftoppm: () => existsSync('/usr/bin/pdftoppm'),
};

export type Program = keyof typeof programs;

export function isProgram(name: string): name is Program {
  return Object.hasOwn(programs, name);
}

const packages: Record<Program, string[]> = {
  postgresql: ['postgresql'],
  redis: ['redis-server'],
  nginx: ['nginx'],
  haproxy: ['haproxy'],
  envsubst: ['gettext-base'],
  openssl: ['openssl'],
  certbot: ['certbot'],
  pebble: ['pebble'],
  libfaketime: ['libfaketime'],
  curl: ['curl'],
  git: ['git'],
  systemd: ['systemd'],
  promtool: ['prometheus'],
  chromium: ['chromium', 'fonts-liberation', 'fonts-noto-color-emoji'],
  firefox: ['firefox-esr'],
  webkit: ['webkit2gtk-driver', 'xvfb'],
  docker: ['docker.io'],
  compose: ['docker-compose'],
  // With the parts that it only recommends: a network with names, and a runtime that takes cgroups of version 1.
  podman: ['podman', 'netavark', 'aardvark-dns', 'catatonit', 'runc'],
  unzip: ['unzip'],
  advzip: ['advancecomp'],
  libreoffice: ['libreoffice-writer-nogui', 'fonts-liberation'],
  pdftoppm: ['poppler-utils'],
};

/**
 * Sees to it that the programs are there. Root on Debian or Ubuntu gets them installed, without starting any service;
 * anybody else gets told what is missing.
 *
 * @returns the programs that are still missing
 */
export async function ensure(names: Program[]): Promise<Program[]> {
  const missing = missingPrograms(names);
  if (missing.length === 0 || !mayInstall()) return missing;
  const wanted = missing.flatMap((name) => packages[name]);
  try {
    await during(`Installing ${wanted.join(', ')} with apt-get`, install(wanted));
  } catch (error) {
    process.stderr.write(`${wanted.join(', ')} cannot be installed: ${(error as Error).message}\n`);
  }
  return missingPrograms(names);
}

/** Where a program or a library is; undefined if it is not installed. */
export function programPath(name: 'libfaketime'): string | undefined {
  return programs[name]();
}

function missingPrograms(names: Program[]): Program[] {
  return names.filter((name) => !programs[name]());
}

/** What a person has to type to get the missing programs. */
export function installCommand(missing: Program[]): string {
  if (!existsSync('/usr/bin/apt-get'))
    return `install ${missing.join(' and ')} with your system's package manager`;
  return `sudo apt-get install --no-install-recommends ${missing.flatMap((name) => packages[name]).join(' ')}`;
}

function mayInstall(): boolean {
  return isRoot && existsSync('/usr/bin/apt-get');
}

async function install(wanted: string[]): Promise<void> {
  await withoutServices(async () => {
    await aptGet(['update', '-q']);
    await aptGet(['install', '-q', '-y', '--no-install-recommends', ...wanted]);
  });
}

/** Debian starts a server when its package is installed, unless this script forbids it. */
async function withoutServices(work: () => Promise<void>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return work();
  await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    await rm(policy, { force: true });
  }
}

function aptGet(args: string[]): Promise<void> {
  const child = spawn('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-2000);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`apt-get ${args[0]} failed\n${output.trim()}`));
    });
  });
}
