import type { Command } from './command.ts';

export const rotateKeys: Command = {
  name: 'rotate-keys',
  summary: 'sign tokens with a new key from now on',
  details:
    'Nobody notices: the new key is published before it signs, the old one until its last token has expired. Nothing has to be restarted.',
  options: {},
  async run(_values, terminal, { keys }) {
    const { kid, signsIn, oldWithdrawnIn, forgotten } = await keys.rotate();
    const minutes = (seconds: number) => `${Math.ceil(seconds / 60)} minutes`;
    terminal.out(`The new key is ${kid}.`);
    terminal.out(
      `It signs in ${minutes(signsIn)}; the one before is withdrawn in ${minutes(oldWithdrawnIn)}.`,
    );
    if (forgotten > 0) terminal.out(`Keys withdrawn earlier and now deleted: ${forgotten}.`);
  },
};
