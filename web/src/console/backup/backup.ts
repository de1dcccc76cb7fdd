import type { Command } from '../command.ts';
import { count } from '../terminal/counts.ts';

export const backup: Command = {
  name: 'backup',
  summary: 'write the whole instance to a file',
  details: `All tables and LANTERN_SECRET, as they are at one moment: whoever reads the file can be everybody here. Also while Lantern
runs. Not in it: who is signed in, mail that waits, and the variables. The file is new, and its owner's alone.`,
  argument: { name: 'file', about: 'its path, or - for standard output' },
  options: {},
  async archive({ file }, terminal, { write }) {
    const created = await terminal.files.create(String(file));
    try {
      const { tables, rows } = await write(created.write);
      await created.finish();
      terminal.err(
        `${count(rows, 'row')} of ${count(tables, 'table')}, and the secret: keep it where nobody reads it.`,
      );
    } catch (error) {
      await created.abandon();
      throw error;
    }
  },
};
