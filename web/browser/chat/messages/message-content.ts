import type { Frame } from '@lantern/chat/protocol';
import { createElement } from '../dom/elements.ts';
import { retranslateCodeBlocks } from '../formatting/formatter.ts';
import type { Translator } from '../i18n/translator.ts';
import { collapsible, retranslateCollapsible } from './collapsible.ts';
import { asTyped, type FindMentions, richText } from './rich-text.ts';

/** The content of a message: a text that may answer another message, an action of its author (`/me`), or a command and its answer. */
export type MessageContent = Pick<Frame<'message'>, 'text' | 'reply' | 'answer' | 'action' | 'private'>;

/** The answer to a command may contain names (`/who`), but mentions nobody. */
const noMentions: FindMentions = (text) => [{ text, mention: false }];

/**
 * Renders the content of a message.
 *
 * @param authorName stands before an action
 * @returns the text, the answer below it if there is one, and whether the text mentions the reader
 */
export function renderContent(
  content: MessageContent,
  context: { authorName: string; translator: Translator; findMentions: FindMentions },
) {
  const { authorName, translator, findMentions } = context;
  const { nodes, mentioned } = richText(content.text, findMentions, translator);
  // Quotes, lists and blocks of code may stand in it.
  const text = createElement('div', 'message-text', ...nodes);
  text.dir = 'auto';
  if (content.action) {
    // Isolated: the name's direction does not change the line's, nor the line's the name's.
    text.prepend(createElement('bdi', 'message-actor', authorName), ' ');
    text.classList.add('message-action');
  }
  const answer =
    content.answer === undefined
      ? undefined
      : renderAnswer(content.answer, content.private ?? false, translator);
  if (answer) text.classList.add('message-command');
  return { text: collapsible(text, content.text, translator), answer, mentioned };
}

/** @param isPrivate whether only the reader sees the answer; the first line of a public answer is its summary */
function renderAnswer(answer: string, isPrivate: boolean, translator: Translator): HTMLElement {
  const [summary = '', ...more] = isPrivate ? ['', answer] : answer.split('\n');
  const rest = asTyped(more.join('\n'), noMentions);
  const text = createElement('p', 'message-answer-text', ...rest);
  if (summary)
    text.prepend(
      createElement('strong', '', ...asTyped(summary, noMentions)),
      ...(more.length > 0 ? ['\n'] : []),
    );
  text.dir = 'auto';
  const element = createElement('div', 'message-answer', collapsible(text, answer, translator));
  element.classList.toggle('message-answer-private', isPrivate);
  if (isPrivate) element.append(createElement('p', 'message-answer-note', translator.t('message.only_you')));
  return element;
}

/** Writes the notes and buttons of a message in the current locale; its own text stays as it is. */
export function retranslateContent(message: HTMLElement, translator: Translator): void {
  const note = message.querySelector('.message-answer-note');
  if (note) note.textContent = translator.t('message.only_you');
  retranslateCodeBlocks(message, translator);
  retranslateCollapsible(message, translator);
}
