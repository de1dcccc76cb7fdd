import { readdirSync, readFileSync } from 'node:fs';

/**
 * Finds processes by a folder that stands in their command or environment.
 *
 * @returns the command of each
 */
export function processesWith(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const command = read(`/proc/${pid}/cmdline`);
      return command.includes(folder) || read(`/proc/${pid}/environ`).includes(folder)
        ? [command.replaceAll('\0', ' ')]
        : [];
    });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It ended in the meantime, or is somebody else's.
    return '';
  }
}
