import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';

/** A slash and the beginning of a command's name, and nothing else. */
const COMMAND_PREFIX = /^\/([\p{L}\p{N}_-]*)$/u;

export interface CommandCompletionOptions {
  root: ParentNode;
  text: HTMLTextAreaElement;
  translator: Translator;
  /** Replaces the typed text by the command. */
  insert(text: string): void;
}

/**
 * Lists the commands that match the typed text, to choose from with keys or pointer. The focus never leaves the text (ARIA
 * Authoring Practices, combobox with a listbox popup). The text stays a textbox: no `<textarea>` may be a combobox.
 */
export class CommandCompletion {
  #text: HTMLTextAreaElement;
  #list: HTMLElement;
  #status: HTMLElement;
  #options: HTMLElement[];
  #active: HTMLElement | undefined;
  #translator: Translator;
  #insert: (text: string) => void;

  constructor({ root, text, translator, insert }: CommandCompletionOptions) {
    this.#text = text;
    this.#translator = translator;
    this.#insert = insert;
    this.#list = findPart(root, 'commands', HTMLElement);
    this.#status = findPart(root, 'commands-status', HTMLElement);
    this.#options = [...this.#list.querySelectorAll<HTMLElement>('[role="option"]')];
    text.addEventListener('blur', () => this.close());
    // The text keeps the focus, and a phone therefore its keyboard.
    this.#list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.#list.addEventListener('click', ({ target }) => {
      const option = target instanceof Element ? target.closest<HTMLElement>('[role="option"]') : null;
      if (option) this.#complete(option);
    });
    text.addEventListener('keydown', (event) => this.#handleKey(event));
  }

  /** Updates the list after the reader has typed something. */
  update(): void {
    const [, prefix] = COMMAND_PREFIX.exec(this.#text.value) ?? [];
    const matching = this.#options.filter(
      (option) => prefix !== undefined && commandName(option).startsWith(prefix.toLowerCase()),
    );
    for (const option of this.#options) option.hidden = !matching.includes(option);
    this.#list.hidden = matching.length === 0;
    const count = matching.length;
    this.#status.textContent = count === 0 ? '' : this.#translator.t('commands.offered', { count });
    this.#activate(matching.find((option) => option === this.#active) ?? matching[0]);
  }

  close(): void {
    this.#list.hidden = true;
    this.#status.textContent = '';
    this.#activate(undefined);
  }

  /** Runs before the composer's own listener, which ignores events whose default was prevented here. */
  #handleKey(event: KeyboardEvent): void {
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
    if (event.key === 'ArrowDown') this.#activateNext(1);
    else if (event.key === 'ArrowUp') this.#activateNext(-1);
    else if (event.key === 'Escape') this.close();
    else if (active && (event.key === 'Tab' || (event.key === 'Enter' && !this.#isComplete(active))))
      this.#complete(active);
    else return;
    event.preventDefault();
  }

  /** Whether the typed text is the whole command already: Enter then sends it. */
  #isComplete(option: HTMLElement): boolean {
    return this.#text.value.toLowerCase() === `/${commandName(option)}`;
  }

  #activateNext(step: 1 | -1): void {
    const shown = this.#options.filter(({ hidden }) => !hidden);
    const index = this.#active ? shown.indexOf(this.#active) : -1;
    this.#activate(shown.at((index + step) % shown.length));
  }

  #activate(option: HTMLElement | undefined): void {
    this.#active = option;
    for (const each of this.#options) each.ariaSelected = String(each === option);
    if (option) this.#text.setAttribute('aria-activedescendant', option.id);
    else this.#text.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  }

  #complete(option: HTMLElement): void {
    this.close();
    this.#insert(`/${commandName(option)}${option.dataset.takesWords ? ' ' : ''}`);
  }
}

const commandName = (option: HTMLElement): string => option.dataset.name ?? '';
