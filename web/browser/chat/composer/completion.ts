import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';

/** A slash and the beginning of a word, and nothing else yet. */
const BEGUN = /^\/([\p{L}\p{N}_-]*)$/u;

/**
 * The commands that fit what is being typed, to choose from with keys or pointer; focus never leaves the text (ARIA
 * Authoring Practices, combobox with a listbox popup). The text stays a textbox: no `<textarea>` may be a combobox.
 */
export class Completion {
  #text: HTMLTextAreaElement;
  #list: HTMLElement;
  #status: HTMLElement;
  #options: HTMLElement[];
  #active: HTMLElement | undefined;
  #translator: Translator;

  /** @param take puts a text in place of what was typed */
  constructor(
    root: ParentNode,
    text: HTMLTextAreaElement,
    translator: Translator,
    take: (text: string) => void,
  ) {
    this.#text = text;
    this.#translator = translator;
    this.#list = findPart(root, 'commands', HTMLElement);
    this.#status = findPart(root, 'commands-status', HTMLElement);
    this.#options = [...this.#list.querySelectorAll<HTMLElement>('[role="option"]')];
    text.addEventListener('blur', () => this.close());
    // The text keeps the focus, and with it a phone its keyboard.
    this.#list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.#list.addEventListener('click', ({ target }) => {
      const option = target instanceof Element ? target.closest<HTMLElement>('[role="option"]') : null;
      if (option) this.#complete(option, take);
    });
    text.addEventListener('keydown', (event) => this.#key(event, take));
  }

  /** Something was typed. */
  typed(): void {
    const [, begun] = BEGUN.exec(this.#text.value) ?? [];
    const fitting = this.#options.filter(
      (option) => begun !== undefined && nameOf(option).startsWith(begun.toLowerCase()),
    );
    for (const option of this.#options) option.hidden = !fitting.includes(option);
    this.#list.hidden = fitting.length === 0;
    const count = fitting.length;
    this.#status.textContent = count === 0 ? '' : this.#translator.t('commands.offered', { count });
    this.#activate(fitting.find((option) => option === this.#active) ?? fitting[0]);
  }

  close(): void {
    this.#list.hidden = true;
    this.#status.textContent = '';
    this.#activate(undefined);
  }

  /** Listens before the composer does: what is used up here is prevented there. */
  #key(event: KeyboardEvent, take: (text: string) => void): void {
    if (
      this.#list.hidden ||
      event.isComposing ||
      event.shiftKey ||
      event.ctrlKey ||
      event.altKey ||
      event.metaKey
    )
      return;
    const active = this.#active;
    if (event.key === 'ArrowDown') this.#step(1);
    else if (event.key === 'ArrowUp') this.#step(-1);
    else if (event.key === 'Escape') this.close();
    else if (active && (event.key === 'Tab' || (event.key === 'Enter' && !this.#whole(active))))
      this.#complete(active, take);
    else return;
    event.preventDefault();
  }

  /** What is typed is the command already: Enter sends it. */
  #whole(option: HTMLElement): boolean {
    return this.#text.value.toLowerCase() === `/${nameOf(option)}`;
  }

  #step(by: 1 | -1): void {
    const shown = this.#options.filter(({ hidden }) => !hidden);
    const at = this.#active ? shown.indexOf(this.#active) : -1;
    this.#activate(shown.at((at + by) % shown.length));
  }

  #activate(option: HTMLElement | undefined): void {
    this.#active = option;
    for (const each of this.#options) each.ariaSelected = String(each === option);
    if (option) this.#text.setAttribute('aria-activedescendant', option.id);
    else this.#text.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  }

  #complete(option: HTMLElement, take: (text: string) => void): void {
    this.close();
    take(`/${nameOf(option)}${option.dataset.takesWords ? ' ' : ''}`);
  }
}

const nameOf = (option: HTMLElement): string => option.dataset.name ?? '';
