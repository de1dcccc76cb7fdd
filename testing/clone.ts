import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ownFiles, root } from './checkout.ts';

const WORKSPACES = ['web', 'chat', 'db', 'standalone', 'service'];

/**
 * Copies what Lantern is made of to another folder, which a test changes then: its packages are those of this checkout, its workspaces
 * its own.
 *
 * @returns the folder, and what takes it away
 */
export async function changeableClone(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-clone-'));
  for (const file of ownFiles(`{${WORKSPACES.join()}}/**/*.*`)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(root, file), join(folder, file));
  }
  await linkPackages(folder);
  await symlink(join(root, 'web/dist'), join(folder, 'web/dist')).catch(() => {});
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Gives another checkout the packages of this one; its workspaces are its own. */
export async function linkPackages(folder: string): Promise<void> {
  const own = join(folder, 'node_modules');
  await mkdir(join(own, '@lantern'), { recursive: true });
  for (const name of WORKSPACES) await symlink(join(folder, name), join(own, '@lantern', name));
  for (const name of await readdir(join(root, 'node_modules')))
    if (name !== '@lantern') await symlink(join(root, 'node_modules', name), join(own, name));
  await symlink(join(root, 'web/node_modules'), join(folder, 'web/node_modules')).catch(() => {});
}
