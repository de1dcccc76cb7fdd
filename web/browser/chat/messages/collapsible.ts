import { createButton, createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { textSize } from './text-size.ts';

/** An event that bubbles from a text when the reader expands or collapses it. */
export const TOGGLED = 'collapsible-toggled';

/**
 * Collapses a text that would push everything else out of sight, or paint over it.
 *
 * @param element shows the text
 * @returns the element itself for a short text, otherwise a container with the element and a button that expands it
 */
export function collapsible(element: HTMLElement, text: string, { t }: Translator): HTMLElement {
  const size = textSize(text);
  if (size === 'short') return element;
  element.classList.add('collapsed');
  element.classList.toggle('tall-lines', size === 'tall');
  const button = createButton('button-small message-toggle', '', () => toggle());
  const updateButton = (expanded: boolean) => {
    button.ariaExpanded = String(expanded);
    button.textContent = buttonText(expanded, t);
  };
  updateButton(false);
  const toggle = () => {
    const collapsed = element.classList.toggle('collapsed');
    updateButton(!collapsed);
    if (collapsed) element.scrollIntoView({ block: 'nearest' });
    element.dispatchEvent(new CustomEvent(TOGGLED, { bubbles: true }));
  };
  // A link that gets the keyboard focus must not be out of sight.
  element.addEventListener('focusin', () => {
    if (element.classList.contains('collapsed')) toggle();
  });
  return createElement('div', 'message-collapsible', element, button);
}

/** Writes the buttons of a message's collapsible texts in the current locale. */
export function retranslateCollapsible(message: HTMLElement, { t }: Translator): void {
  for (const button of message.querySelectorAll('.message-toggle'))
    button.textContent = buttonText(button.ariaExpanded === 'true', t);
}

const buttonText = (expanded: boolean, t: Translator['t']) =>
  t(expanded ? 'message.show_less' : 'message.show_all');
