import type { Command } from './command.ts';

export const me: Command = {
  name: 'me',
  takesWords: true,
  run: ({ words }) => ({ kind: 'action', text: words }),
};
