import { readBackup } from '@lantern/db';
import type { Command } from '../command.ts';

export const backupSecret: Command = {
  name: 'backup-secret',
  summary: 'print the LANTERN_SECRET that a backup holds',
  details:
    'Where restore cannot write it by itself, it has to be given to Lantern before (docs/deployment.md).',
  argument: { name: 'file', about: 'its path, or - for standard input' },
  options: {},
  async alone({ file }, terminal) {
    const { secret, rows } = await readBackup(terminal.files.bytes(String(file)));
    await rows.return();
    terminal.out(secret);
  },
};
