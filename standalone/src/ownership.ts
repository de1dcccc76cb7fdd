import { lstatSync, readdirSync, statSync } from 'node:fs';
import { StartError } from '@lantern/service/lifecycle';

/**
 * Requires that a file or folder belongs to the user who runs this process. A link has to, and so does what it leads to. What is
 * not there belongs to nobody.
 *
 * @throws StartError when it belongs to another user
 */
export function requireOwn(path: string): void {
  // Windows has no such number.
  const own = process.geteuid?.();
  if (own === undefined) return;
  for (const uid of owners(path)) {
    if (uid !== own)
      throw new StartError(
        `${path} belongs to another user (uid ${uid}; this is uid ${own}): run this as that user, or, if you trust what is in it, change its owner with chown`,
      );
  }
}

/** The owner of what is at a path, and of what a link there leads to; none of what is not there. */
function owners(path: string): number[] {
  try {
    return [lstatSync, statSync].flatMap((stat) => stat(path, { throwIfNoEntry: false })?.uid ?? []);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    throw new StartError(`${path} is closed to this user: run this as the user who runs Lantern`);
  }
}

/** Requires the same of a folder and of all that is in it. @throws StartError */
export function requireOwnTree(folder: string): void {
  requireOwn(folder);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  for (const { parentPath, name } of readdirSync(folder, { withFileTypes: true, recursive: true }))
    requireOwn(`${parentPath}/${name}`);
}
