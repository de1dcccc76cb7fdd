import { createButton, createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { lengthOf } from './length.ts';

/** Tells whoever scrolls that something in the log grew because its reader wanted to see it. */
export const UNFOLDED = 'unfolded';

/**
 * Folds a text that would push everything else out of sight, or paint over it.
 *
 * @param element shows the text
 * @returns the element itself, or it and the button that shows all of it
 */
export function folded(element: HTMLElement, text: string, { t }: Translator): HTMLElement {
  const length = lengthOf(text);
  if (length === 'short') return element;
  element.classList.add('folded');
  element.classList.toggle('folded-tall', length === 'tall');
  const show = createButton('button-small message-fold', '', () => toggle());
  const label = (open: boolean) => {
    show.ariaExpanded = String(open);
    show.textContent = labelOf(open, t);
  };
  label(false);
  const toggle = () => {
    const isFolded = element.classList.toggle('folded');
    label(!isFolded);
    if (isFolded) element.scrollIntoView({ block: 'nearest' });
    element.dispatchEvent(new CustomEvent(UNFOLDED, { bubbles: true }));
  };
  // A link that is reached with the keyboard is not to be out of sight.
  element.addEventListener('focusin', () => {
    if (element.classList.contains('folded')) toggle();
  });
  return createElement('div', 'message-long', element, show);
}

/** Writes the buttons of folded texts in the language of now. */
export function retranslateCollapsible(message: HTMLElement, { t }: Translator): void {
  for (const show of message.querySelectorAll('.message-fold'))
    show.textContent = labelOf(show.ariaExpanded === 'true', t);
}

const labelOf = (open: boolean, t: Translator['t']) => t(open ? 'message.show_less' : 'message.show_all');
