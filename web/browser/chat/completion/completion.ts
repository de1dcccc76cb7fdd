/** What a source offers for what is typed. */
export interface Offer {
  /** The options, which stand in the source's list; the first is the best. */
  options: HTMLElement[];
  /** Where the text begins that an option replaces; it ends at the caret. */
  from: number;
  /** Says how many there are to choose from, for screen readers. */
  status: string;
  /** Whether the typed name is complete: the first option then replaces it at once. */
  isWhole?: boolean;
}

/** Something that can be completed: commands, people, emoji. */
export interface CompletionSource {
  /** A listbox whose options have ids. */
  readonly list: HTMLElement;
  /** @param typed the text before the caret; undefined: nothing to complete */
  offer(typed: string): Offer | undefined;
  /** The text that an option stands for. */
  textOf(option: HTMLElement): string;
  /** Whether the typed text is the whole already: Enter then sends it. */
  isComplete(option: HTMLElement, typed: string): boolean;
}

export interface CompletionOptions {
  text: HTMLTextAreaElement;
  /** A live region. */
  status: HTMLElement;
  /** Replaces the text between an index and the caret. */
  replace(from: number, text: string): void;
}

/**
 * Lists what the typed text may become, to choose from with keys or pointer. The focus never leaves the text (ARIA Authoring
 * Practices, combobox with a listbox popup). The text stays a textbox: no `<textarea>` may be a combobox.
 */
export class Completion {
  #text: HTMLTextAreaElement;
  #status: HTMLElement;
  #replace: CompletionOptions['replace'];
  #sources: CompletionSource[] = [];
  #source: CompletionSource | undefined;
  #offer: Offer | undefined;
  #active: HTMLElement | undefined;
  /** Whether the last change was an undo or a redo: a completion that the writer takes back is not made again. */
  #isUndoing = false;

  constructor({ text, status, replace }: CompletionOptions) {
    this.#text = text;
    this.#status = status;
    this.#replace = replace;
    text.addEventListener('blur', () => this.close());
    text.addEventListener('beforeinput', ({ inputType }) => {
      this.#isUndoing = inputType.startsWith('history');
    });
    // Before the composer's own listener, which was there first, and ignores events whose default is prevented here.
    text.addEventListener('keydown', (event) => this.#handleKey(event), { capture: true });
  }

  add(source: CompletionSource): void {
    this.#sources.push(source);
    // The text keeps the focus, and a phone therefore its keyboard.
    source.list.addEventListener('pointerdown', (event) => event.preventDefault());
    source.list.addEventListener('click', ({ target }) => {
      const option = target instanceof Element ? target.closest<HTMLElement>('[role="option"]') : null;
      if (option) this.#complete(option);
    });
  }

  /** Whether the reader has the text open, so that what comes late may still be offered. */
  updateIfFocused(): void {
    if (document.activeElement === this.#text) this.update();
  }

  /** Updates the list after the reader has typed something. */
  update(): void {
    const { value, selectionStart, selectionEnd } = this.#text;
    const typed = selectionStart === selectionEnd ? value.slice(0, selectionStart) : '';
    const found = this.#sources
      .map((source) => ({ source, offer: source.offer(typed) }))
      .find(({ offer }) => offer && offer.options.length > 0);
    if (found?.source !== this.#source) this.close();
    this.#source = found?.source;
    this.#offer = found?.offer;
    if (!found?.offer) return;
    const { list } = found.source;
    list.hidden = false;
    this.#text.setAttribute('aria-controls', list.id);
    this.#status.textContent = found.offer.status;
    const { options, isWhole } = found.offer;
    // No space follows: the writer is still typing, and types the next character.
    if (isWhole && options[0] && !this.#isUndoing) this.#complete(options[0], { andSpace: false });
    else this.#activate(options.find((option) => option === this.#active) ?? options[0]);
  }

  close(): void {
    for (const { list } of this.#sources) list.hidden = true;
    this.#status.textContent = '';
    this.#activate(undefined);
    this.#source = undefined;
    this.#offer = undefined;
  }

  #handleKey(event: KeyboardEvent): void {
    if (
      !this.#source ||
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

  #isComplete(option: HTMLElement): boolean {
    return this.#source?.isComplete(option, this.#text.value.slice(0, this.#text.selectionEnd)) ?? false;
  }

  #activateNext(step: 1 | -1): void {
    const options = this.#offer?.options ?? [];
    const index = this.#active ? options.indexOf(this.#active) : -1;
    this.#activate(options.at((index + step) % options.length));
  }

  #activate(option: HTMLElement | undefined): void {
    if (this.#active) this.#active.ariaSelected = 'false';
    this.#active = option;
    if (option) {
      option.ariaSelected = 'true';
      this.#text.setAttribute('aria-activedescendant', option.id);
    } else this.#text.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  }

  #complete(option: HTMLElement, { andSpace } = { andSpace: true }): void {
    const source = this.#source;
    const offer = this.#offer;
    if (!source || !offer) return;
    this.close();
    const text = source.textOf(option);
    this.#replace(offer.from, andSpace ? text : text.trimEnd());
  }
}
