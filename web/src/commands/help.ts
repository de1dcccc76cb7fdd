import { type Command, usage } from './command.ts';

export const help: Command = {
  name: 'help',
  takesWords: false,
  run: ({ commands, t }) => ({
    kind: 'private',
    text: [...commands.map((command) => usage(command, t)), t('commands:help.literally')].join('\n'),
  }),
};
