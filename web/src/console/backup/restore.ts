import { readBackup } from '@lantern/db';
import type { Command } from '../command.ts';
import { count } from '../terminal/counts.ts';

export const restore: Command = {
  name: 'restore',
  summary: 'fill an empty instance with what a backup holds',
  details: `Lantern has to be stopped, and there must be no accounts. All of it is restored or nothing. Everybody has to sign in again. What was
changed since the backup is as before: passwords, disabled accounts, recovery codes that were used.`,
  argument: { name: 'file', about: 'its path, or - for standard input' },
  options: {},
  async archive({ file }, terminal, archive) {
    const backup = await readBackup(terminal.files.bytes(String(file)));
    const { tables, rows } = await archive.restore(backup);
    const { made, version } = backup.header;
    terminal.out(
      `Restored: ${count(rows, 'row')} of ${count(tables, 'table')}, from ${made}, by Lantern ${version}.`,
    );
  },
};
