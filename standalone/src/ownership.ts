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
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
}

/** Requires the same of a folder and of all that is in it. @throws StartError also when it changes while it is read */
export function requireOwnTree(folder: string): void {
  requireOwn(folder);
  for (const path of pathsIn(folder)) requireOwn(path);
}

function pathsIn(folder: string): string[] {
  try {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
    const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
    return entries.map(({ parentPath, name }) => `${parentPath}/${name}`);
  } catch (error) {
    throw unreadable(folder, error as NodeJS.ErrnoException);
  }
}

function unreadable(asked: string, { code, path = asked }: NodeJS.ErrnoException): StartError {
  if (code === 'EACCES')
    return new StartError(`${path} is closed to this user: run this as the user who runs Lantern`);
  if (code === 'ENOENT')
    return new StartError(`${path} was removed while it was read: stop what else changes that folder`);
  return new StartError(`cannot read ${path} (${code})`);
}
