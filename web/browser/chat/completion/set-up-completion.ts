import { findPart } from '../dom/elements.ts';
import { CommandSource, type CommandSourceOptions } from './command-source.ts';
import { Completion, type CompletionOptions } from './completion.ts';
import { EmojiSource } from './emoji-source.ts';
import { type MentionablePeople, PeopleSource } from './people-source.ts';

/** Completes commands, names of people and emoji in the composer. */
export function setUpCompletion(
  options: Pick<CompletionOptions, 'replace'> & CommandSourceOptions & { people: MentionablePeople },
): Completion {
  const { root } = options;
  const completion = new Completion({ ...options, status: findPart(root, 'commands-status', HTMLElement) });
  const commands = new CommandSource(options);
  const more = { ...options, before: commands.list };
  completion.add(commands);
  completion.add(new PeopleSource(more));
  completion.add(new EmojiSource({ ...more, onLoad: () => completion.updateIfFocused() }));
  return completion;
}
