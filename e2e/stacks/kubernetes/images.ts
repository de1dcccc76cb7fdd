import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { documented } from '../../../testing/documented.ts';
import { root } from './manifests.ts';
import { podmanWith } from './podman.ts';

/** What docs/kubernetes.md calls the registry, and where the images are here. */
export const REGISTRY = 'registry.example.org';
export const HERE = 'localhost';
export const IMAGES = ['web', 'chat', 'gateway', 'db'].map((part) => `lantern-${part}`);
/** The same as in docker-compose.yml. */
export const REDIS_IMAGE = 'redis:8-bookworm';

/** Builds the images as documented, with Docker's engine. @throws when one cannot be built */
export async function buildImages(): Promise<void> {
  const lines = documented('docs/kubernetes.md', 'for part in web chat gateway db').replaceAll(
    `${REGISTRY}/`,
    '',
  );
  // Nothing is pushed.
  const shell = `docker() { [ "$1" = push ] || command docker "$@"; }\nset -e\n${lines}`;
  await promisify(execFile)('bash', ['-c', shell], { cwd: root, maxBuffer: 2 ** 26 });
}

/** Hands the images of Docker's engine to podman. @throws when podman does not take them */
export async function loadImages(): Promise<void> {
  const names = [...IMAGES.map((name) => `${name}:1`), REDIS_IMAGE];
  await podmanWith(spawn('docker', ['save', ...names], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout, [
    'load',
    '--quiet',
  ]);
}
