import type { Frame } from '@lantern/chat/protocol';
import { createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { folded, retranslateCollapsible } from './folded.ts';
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
export function saidElements(said: Said, author: string, translator: Translator, findMentions: FindMentions) {
  const { nodes, mentioned } = richText(said.text, findMentions);
  const text = createElement('p', 'message-text', ...nodes);
  text.dir = 'auto';
  if (said.action) {
    // Isolated: neither does the name turn the line, nor the line the name.
    text.prepend(createElement('bdi', 'message-doer', author), ' ');
    text.classList.add('message-action');
  }
  const answer = said.answer === undefined ? undefined : answerElement(said.answer, said.private, translator);
  if (answer) text.classList.add('message-command');
  return { text: folded(text, said.text, translator), answer, mentioned };
}

/** @param own whether nobody else sees it; what everybody sees begins with the gist of it, in a line of its own */
function answerElement(answer: string, own: boolean | undefined, translator: Translator): HTMLElement {
  const [gist = '', ...more] = own ? ['', answer] : answer.split('\n');
  const rest = richText(more.join('\n'), noMentions).nodes;
  const text = createElement('p', 'message-answer-text', ...rest);
  if (gist)
    text.prepend(
      createElement('strong', '', ...richText(gist, noMentions).nodes),
      ...(more.length > 0 ? ['\n'] : []),
    );
  text.dir = 'auto';
  const element = createElement('div', 'message-answer', folded(text, answer, translator));
  element.classList.toggle('message-answer-private', Boolean(own));
  if (own) element.append(createElement('p', 'message-answer-note', translator.t('message.only_you')));
  return element;
}

/** Writes what stands around what was said in the language of now. */
export function retranslateContent(message: HTMLElement, translator: Translator): void {
  const note = message.querySelector('.message-answer-note');
  if (note) note.textContent = translator.t('message.only_you');
  retranslateCollapsible(message, translator);
}
