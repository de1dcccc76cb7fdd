import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { succeeds } from '../../testing/debian.ts';

/**
 * Sees to it that a Docker engine answers; root may start one, which then goes on running.
 * @returns why none does, or undefined
 */
export async function startEngine(): Promise<string | undefined> {
  if (succeeds('docker', 'info')) return undefined;
  if (process.getuid?.() !== 0) return 'no Docker engine answers, and only root can start one';
  const logFile = join(mkdtempSync(join(tmpdir(), 'dockerd-')), 'dockerd.log');
  const log = openSync(logFile, 'a');
  const engine = spawn('dockerd', { detached: true, stdio: ['ignore', log, log] });
  let ended = false;
  for (const event of ['error', 'exit']) {
    engine.once(event, () => {
      ended = true;
    });
  }
  engine.unref();
  for (let waited = 0; waited < 60 && !ended; waited++) {
    if (succeeds('docker', 'info')) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  engine.kill();
  return `no Docker engine can be started here: ${lastLine(readFileSync(logFile, 'utf8'))}`;
}

/**
 * Sees to it that the images we build on are here: pulls what is missing. Where no registry can be reached, the command
 * in STANDIN_IMAGES, called with the images' names, may build images that bear these names.
 * @returns those that are not to be had
 */
export function baseImages(root: string): string[] {
  const isMissing = (image: string) => !succeeds('docker', 'image', 'inspect', image);
  const needed = imagesOf(root).filter(isMissing);
  const unreachable = needed.filter((image) => !succeeds('docker', 'pull', image));
  const standIn = process.env.STANDIN_IMAGES;
  if (unreachable.length > 0 && standIn) spawnSync(standIn, unreachable, { stdio: 'inherit' });
  return unreachable.filter(isMissing);
}

function imagesOf(root: string): string[] {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const dockerfiles = folders
    .map(({ name }) => join(root, name, 'Dockerfile'))
    .filter((file) => existsSync(file));
  const texts = [...dockerfiles, join(root, 'docker-compose.yml')].map((file) => readFileSync(file, 'utf8'));
  const names = texts.flatMap((text) =>
    [...text.matchAll(/^(?:FROM|\s+image:) (\S+:\S+)/gm)].map((match) => match[1]),
  );
  return [...new Set(names.filter((name) => name !== undefined))];
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
