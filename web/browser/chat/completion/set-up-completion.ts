import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { CommandSource } from './command-source.ts';
import { Completion, type CompletionOptions } from './completion.ts';
import { EmojiSource } from './emoji-source.ts';
import { type MentionablePeople, PeopleSource } from './people-source.ts';

/** Completes commands, names of people and emoji in the composer. */
export function setUpCompletion(
  options: Pick<CompletionOptions, 'text' | 'replace'> & {
    root: ParentNode;
    people: MentionablePeople;
    translator: Translator;
  },
): Completion {
  const { root, text, translator } = options;
  const completion = new Completion({ ...options, status: findPart(root, 'commands-status', HTMLElement) });
  const commands = new CommandSource(root, text, translator);
  const more = { ...options, before: commands.list };
  completion.add(commands);
  completion.add(new PeopleSource(more));
  completion.add(new EmojiSource({ ...more, onLoad: () => completion.updateIfFocused() }));
  return completion;
}
