import type { Translator } from '../i18n/translator.ts';
import type { Completion } from './completion.ts';
import { EmojiSource } from './emoji-source.ts';
import { type MentionablePeople, PeopleSource } from './people-source.ts';

/** Adds what is completed within a text: people and emoji. */
export function addMoreSources(
  completion: Completion,
  options: { before: HTMLElement; people: MentionablePeople; translator: Translator },
): void {
  completion.add(new PeopleSource(options));
  completion.add(new EmojiSource({ ...options, onLoad: () => completion.updateIfFocused() }));
}
