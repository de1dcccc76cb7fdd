import { inTab, type Stored } from '../../storage.ts';
import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { Completion } from './completion.ts';
import { outgoing, room } from './outgoing-text.ts';
import { Recall } from './recall.ts';
import { insertUndoably } from './undoable.ts';

const COUNT_FROM = 400;

export interface ComposerEvents {
  /** A text that may be sent as it is. */
  send(text: string): void;
  typing(): void;
}

/** Where a message is written. What stands in it survives a reload, and is forgotten once it is sent. */
export class Composer {
  #form: HTMLFormElement;
  #text: HTMLTextAreaElement;
  #counter: HTMLElement;
  #draft: Stored<string>;
  #completion: Completion;
  #recall = new Recall();
  #translator: Translator;
  #events: ComposerEvents;

  constructor(root: ParentNode, draftKey: string, translator: Translator, events: ComposerEvents) {
    this.#form = findPart(root, 'composer', HTMLFormElement);
    this.#text = findPart(root, 'text', HTMLTextAreaElement);
    this.#counter = findPart(root, 'counter', HTMLElement);
    this.#draft = inTab(draftKey);
    this.#translator = translator;
    this.#events = events;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#completion = new Completion(root, this.#text, translator, (text) => {
      this.#text.focus();
      this.#text.select();
      insertUndoably(this.#text, text);
      this.#completion.close();
    });
    this.#text.addEventListener('keydown', (event) => this.#key(event));
    this.#text.addEventListener('input', () => {
      this.#changed();
      this.#completion.typed();
      if (this.#text.value.trim() !== '') events.typing();
    });
    this.#show(this.#draft.read() ?? '');
    // On a touch screen focus would bring up the keyboard over a room that nobody has read yet.
    if (!touch()) this.#text.focus();
  }

  /** Puts words where the caret is, apart from the word before it; what is selected stays. */
  insert(words: string): void {
    const { value, selectionEnd } = this.#text;
    this.#text.focus();
    this.#text.setSelectionRange(selectionEnd, selectionEnd);
    const apart = /^$|[\s([{«“„‘"'/]$/u.test(value.slice(0, selectionEnd)) ? '' : ' ';
    insertUndoably(this.#text, apart + words);
    this.#changed();
  }

  /** Whether something is written and not sent. */
  get holds(): boolean {
    return this.#text.value.trim() !== '';
  }

  /** Nothing can be sent any more; what was typed can still be read and copied. */
  close(): void {
    this.#text.readOnly = true;
    for (const button of this.#form.querySelectorAll('button')) button.disabled = true;
  }

  #key(event: KeyboardEvent): void {
    // 229 is what Safari reports for the Enter that ends a composition, after its `compositionend`.
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter') {
      const always = event.ctrlKey || event.metaKey;
      if (!always && (event.shiftKey || event.altKey || touch())) return;
      event.preventDefault();
      this.#send();
    } else if (event.key === 'ArrowUp') this.#recalled(event, () => this.#recall.earlier());
    else if (event.key === 'ArrowDown') this.#recalled(event, () => this.#recall.later());
  }

  /** Arrows belong to the text unless it is empty or itself a recalled one. */
  #recalled(event: KeyboardEvent, next: () => string | undefined): void {
    if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    const { value } = this.#text;
    if (value !== '' && !this.#recall.shows(value)) return;
    if (value === '' && event.key === 'ArrowDown') return;
    event.preventDefault();
    const text = next();
    if (text !== undefined) this.#show(text);
  }

  #send(): void {
    if (this.#text.readOnly) return;
    this.#text.focus();
    const text = outgoing(this.#text.value);
    if (text === '' || room(text) < 0) return;
    this.#recall.add(text);
    this.#show('');
    this.#events.send(text);
  }

  #show(text: string): void {
    this.#completion.close();
    this.#text.value = text;
    this.#changed();
  }

  #changed(): void {
    const { value } = this.#text;
    if (value === '' && !this.#recall.shows(value)) this.#recall.leave();
    this.#draft.write(value === '' ? undefined : value);
    this.#count(value);
    this.#text.style.height = 'auto';
    this.#text.style.height = `${this.#text.scrollHeight + this.#text.offsetHeight - this.#text.clientHeight}px`;
  }

  #count(value: string): void {
    const left = room(value);
    this.#counter.hidden = left > COUNT_FROM;
    this.#counter.classList.toggle('counter-over', left < 0);
    this.#text.ariaInvalid = String(left < 0);
    this.#counter.textContent = this.#counter.hidden
      ? ''
      : this.#translator.t(left < 0 ? 'limit.over' : 'limit.left', { count: Math.abs(left) });
  }
}

/** Whether the main pointer is a finger: asked each time, since tablets get keyboards and mice while the page is open. */
function touch(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}
