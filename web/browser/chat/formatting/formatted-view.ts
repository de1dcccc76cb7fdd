import { copyText } from '../../clipboard.ts';
import { createButton, createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { formatText } from './format-text.ts';
import type { Block, Inline, ListItem, Piece } from './formatted-text.ts';
import { codeElement } from './highlighting/highlighted-code.ts';
import { pieceNodes } from './piece-nodes.ts';

/** In milliseconds: how long a button says that it has copied. */
const COPIED_SHOWN = 2_000;
/** Numbers from here on are too wide to stand beside their items. */
const WIDE_NUMBER = 1_000;
const TAGS = { bold: 'strong', italic: 'em', strike: 's' } as const;

/**
 * Renders a text with its formatting. Each block has its own direction.
 *
 * @returns inline nodes if the text has only paragraphs; otherwise blocks
 */
export function formattedNodes(pieces: readonly Piece[], translator: Translator): Node[] {
  const blocks = formatText(pieces);
  const inline = blocks.flatMap((block) => (block.kind === 'paragraph' ? inlineNodes(block.content) : []));
  if (blocks.every(({ kind }) => kind === 'paragraph')) return inline;
  return blocks.map((block) => {
    const element = blockElement(block, translator);
    if (block.kind !== 'code') element.dir = 'auto';
    return element;
  });
}

/** Writes the buttons of a message's blocks of code in the current locale. */
export function retranslateCodeBlocks(message: HTMLElement, { t }: Translator): void {
  for (const button of message.querySelectorAll('.code-copy')) button.textContent = t('message.copy');
  for (const code of message.querySelectorAll('.code-block pre')) code.ariaLabel = t('message.code');
}

function blockElement(block: Block, translator: Translator): HTMLElement {
  if (block.kind === 'paragraph') return createElement('p', '', ...inlineNodes(block.content));
  if (block.kind === 'code') return codeBlock(block, translator);
  if (block.kind === 'quote')
    return createElement('blockquote', '', ...block.content.map((each) => blockElement(each, translator)));
  const list = createElement(block.marker === 'bullet' ? 'ul' : 'ol', '');
  list.classList.toggle('with-parentheses', block.marker === ')');
  list.classList.toggle(
    'wide-numbers',
    block.items.some(({ number = 0 }) => number >= WIDE_NUMBER),
  );
  list.append(...block.items.map((item) => listItem(item, translator)));
  return list;
}

function listItem({ number, content }: ListItem, translator: Translator): HTMLLIElement {
  const [first, ...more] = content;
  const element = createElement('li', '');
  if (number !== undefined) element.value = number;
  if (first?.kind === 'paragraph') element.append(...inlineNodes(first.content));
  else if (first) element.append(blockElement(first, translator));
  element.append(...more.map((block) => blockElement(block, translator)));
  return element;
}

function codeBlock({ language, content }: Block & { kind: 'code' }, { t }: Translator): HTMLElement {
  const code = codeElement(content, language);
  const pre = createElement('pre', '', code);
  // Wide code scrolls, also with the keyboard.
  pre.tabIndex = 0;
  pre.role = 'group';
  pre.ariaLabel = t('message.code');
  const button = createButton('button-small code-copy', t('message.copy'), () => {
    void copyText(code.textContent, code).then((done) => {
      if (!done) return;
      button.textContent = t('message.copied');
      setTimeout(() => {
        button.textContent = t('message.copy');
      }, COPIED_SHOWN);
    });
  });
  const head = createElement('div', 'code-head', createElement('span', 'code-language', language), button);
  const element = createElement('div', 'code-block', head, pre);
  element.dir = 'ltr';
  return element;
}

function inlineNodes(content: readonly Inline[]): Node[] {
  return content.flatMap((inline) => {
    if (inline.kind === 'piece') return pieceNodes([inline]);
    if (inline.kind === 'code') return [createElement('code', '', ...pieceNodes(inline.content))];
    return [createElement(TAGS[inline.kind], '', ...inlineNodes(inline.content))];
  });
}
