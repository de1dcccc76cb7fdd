import type { Frame } from '@lantern/chat/protocol';
import { build } from '../dom/parts.ts';
import type { Words } from '../i18n/words.ts';
import { folded, rewriteFolds } from './folded.ts';
import { type FindMentions, richText } from './rich-text.ts';

/** What a message says: a text, what somebody does, or a command and its answer. */
export type Said = Pick<Frame<'message'>, 'text' | 'answer' | 'action' | 'private'>;

/** An answer names people for other reasons than to call them. */
const noMentions: FindMentions = (text) => [{ text, mention: false }];

/**
 * What is said, as elements.
 *
 * @param author who says it
 * @returns the text, the answer below it if there is one, and whether the text mentions the reader
 */
export function saidElements(said: Said, author: string, words: Words, findMentions: FindMentions) {
  const { nodes, mentioned } = richText(said.text, findMentions);
  const text = build('p', 'message-text', ...nodes);
  text.dir = 'auto';
  if (said.action) {
    // Isolated: neither does the name turn the line, nor the line the name.
    text.prepend(build('bdi', 'message-doer', author), ' ');
    text.classList.add('message-action');
  }
  const answer = said.answer === undefined ? undefined : answerElement(said.answer, said.private, words);
  if (answer) text.classList.add('message-command');
  return { text: folded(text, said.text, words), answer, mentioned };
}

/** @param own whether nobody else sees it; what everybody sees begins with the gist of it, in a line of its own */
function answerElement(answer: string, own: boolean | undefined, words: Words): HTMLElement {
  const [gist = '', ...more] = own ? ['', answer] : answer.split('\n');
  const rest = richText(more.join('\n'), noMentions).nodes;
  const text = build('p', 'message-answer-text', ...rest);
  if (gist)
    text.prepend(
      build('strong', '', ...richText(gist, noMentions).nodes),
      ...(more.length > 0 ? ['\n'] : []),
    );
  text.dir = 'auto';
  const element = build('div', 'message-answer', folded(text, answer, words));
  element.classList.toggle('message-answer-private', Boolean(own));
  if (own) element.append(build('p', 'message-answer-note', words.t('message.only_you')));
  return element;
}

/** Writes what stands around what was said in the language of now. */
export function rewriteSaid(message: HTMLElement, words: Words): void {
  const note = message.querySelector('.message-answer-note');
  if (note) note.textContent = words.t('message.only_you');
  rewriteFolds(message, words);
}
