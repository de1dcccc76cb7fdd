import type { Stored } from '../../storage.ts';
import type { Completion } from '../completion/completion.ts';
import type { MentionablePeople } from '../completion/people-source.ts';
import { findPart } from '../dom/elements.ts';
import { setUpEmojiButton } from '../emoji/emoji-button.ts';
import type { Translator } from '../i18n/translator.ts';
import { onDemand } from '../on-demand.ts';
import { CallNote } from './call-note.ts';
import { insertUndoably } from './insert-undoably.ts';
import { outgoingText, remainingLength } from './outgoing-text.ts';
import { SentHistory } from './sent-history.ts';

/** What the completion of commands, names and emoji begins with: until one is typed it is not loaded. */
const MAY_BE_COMPLETED = /^\/|[@:]/;
/** From so few remaining characters on the counter is shown. */
const COUNTER_FROM = 400;
/** Whether the field is as high as its text by its style (Chrome from 123 on): to measure it lays out the page with each key. */
const SIZES_ITSELF = CSS.supports('field-sizing', 'content');

export interface ComposerOptions {
  root: ParentNode;
  /** Where the draft is kept. */
  draft: Stored<string>;
  translator: Translator;
  people: MentionablePeople;
  /** Sends a text that is not empty and within the limit. */
  onSend(text: string): void;
  onTyping(): void;
  /** Begins to correct the last message; false when there is none. */
  onCorrectLast(): boolean;
  /** Ends what the reader is doing to another message. */
  onCancel(): void;
}

/** The field where messages are written. Its draft survives a reload, and is forgotten once it is sent. */
export class Composer {
  #form: HTMLFormElement;
  #text: HTMLTextAreaElement;
  #counter: HTMLElement;
  #draft: Stored<string>;
  #completion: Completion | undefined;
  #loadCompletion: () => Promise<Completion>;
  #callNote: CallNote;
  #history = new SentHistory();
  #translator: Translator;
  #options: ComposerOptions;
  #maySend = true;
  #mayCorrect = true;
  /** The draft, while a correction has its place. */
  #setAside: string | undefined;

  constructor(options: ComposerOptions) {
    const { root, draft, translator, people, onTyping } = options;
    this.#form = findPart(root, 'composer', HTMLFormElement);
    this.#text = findPart(root, 'text', HTMLTextAreaElement);
    this.#counter = findPart(root, 'counter', HTMLElement);
    this.#draft = draft;
    this.#translator = translator;
    this.#options = options;
    this.#callNote = new CallNote({ root, translator, mayCallAll: () => people.mayCallAll });
    setUpEmojiButton({ root, translator, insert: (emoji) => this.insert(emoji) });
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#loadCompletion = onDemand(async () => {
      const { setUpCompletion } = await import('../completion/set-up-completion.ts');
      const replace = (from: number, text: string) => this.#replace(from, text);
      const isCorrecting = () => this.#setAside !== undefined;
      return setUpCompletion({ root, text: this.#text, people, translator, replace, isCorrecting });
    });
    this.#text.addEventListener('keydown', (event) => this.#handleKey(event));
    this.#text.addEventListener('input', () => {
      this.#changed();
      this.#complete();
      if (this.#text.value.trim() !== '') onTyping();
    });
    this.#setText(this.#draft.read() ?? '');
    // On a touch screen the focus would open the keyboard over a room that the reader has not seen yet.
    if (!isTouchScreen()) this.#text.focus();
  }

  /** Inserts words after the selection, with a space before them where one is needed. */
  insert(words: string): void {
    const { value, selectionEnd } = this.#text;
    this.#text.focus();
    this.#text.setSelectionRange(selectionEnd, selectionEnd);
    const separator = /^$|[\s([{«“„‘"'/]$/u.test(value.slice(0, selectionEnd)) ? '' : ' ';
    insertUndoably(this.#text, separator + words);
    this.#changed();
  }

  /** Whether the field contains a text that was not sent. */
  get hasText(): boolean {
    return this.#text.value.trim() !== '';
  }

  focus(): void {
    this.#text.focus();
  }

  /** Puts the text of a message into the field, to be corrected there. The draft comes back afterwards. */
  beginEditing(text: string): void {
    this.#setAside ??= this.#text.value;
    this.#setText(text);
    this.#text.focus();
    this.#text.setSelectionRange(text.length, text.length);
    this.#updateButtons();
  }

  endEditing(): void {
    if (this.#setAside === undefined) return;
    const draft = this.#setAside;
    this.#setAside = undefined;
    this.#setText(draft);
    this.#updateButtons();
  }

  /**
   * While the reader may not send, the field takes a draft only.
   *
   * @param mayCorrect whether the reader may correct what was sent
   */
  setMaySend(maySend: boolean, mayCorrect = maySend): void {
    this.#maySend = maySend;
    this.#mayCorrect = mayCorrect;
    this.#updateButtons();
  }

  /** Makes the field read-only: its text can still be read and copied. */
  close(): void {
    this.#text.readOnly = true;
    for (const button of this.#form.querySelectorAll('button')) button.disabled = true;
  }

  /** Offers what the typed text may become. */
  #complete(): void {
    if (this.#completion) this.#completion.update();
    else if (MAY_BE_COMPLETED.test(this.#text.value))
      this.#loadCompletion().then(
        (completion) => {
          this.#completion = completion;
          completion.updateIfFocused();
        },
        // The site is away: the next letter tries again.
        () => {},
      );
  }

  #replace(from: number, text: string): void {
    this.#text.focus();
    this.#text.setSelectionRange(from, this.#text.selectionEnd);
    insertUndoably(this.#text, text);
    this.#completion?.close();
  }

  get #isAllowed(): boolean {
    return !this.#text.readOnly && (this.#setAside === undefined ? this.#maySend : this.#mayCorrect);
  }

  #updateButtons(): void {
    for (const button of this.#form.querySelectorAll<HTMLButtonElement>('button[type="submit"]'))
      button.disabled = !this.#isAllowed;
  }

  #handleKey(event: KeyboardEvent): void {
    // 229 is what Safari reports for the Enter that ends a composition, after its `compositionend`.
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter') {
      const always = event.ctrlKey || event.metaKey;
      if (!always && (event.shiftKey || event.altKey || isTouchScreen())) return;
      event.preventDefault();
      this.#send();
    } else if (event.key === 'Escape') this.#options.onCancel();
    else if (event.key === 'ArrowUp' && this.#correctsLast(event)) event.preventDefault();
    else if (event.key === 'ArrowUp') this.#walkHistory(event, () => this.#history.previous());
    else if (event.key === 'ArrowDown') this.#walkHistory(event, () => this.#history.next());
  }

  #correctsLast({ shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
    if (shiftKey || ctrlKey || altKey || metaKey || this.#text.value !== '') return false;
    return this.#setAside === undefined && this.#options.onCorrectLast();
  }

  /**
   * The arrow keys walk through the history only while the field is empty or shows a text of the history; with Alt also where the
   * last message could be corrected.
   */
  #walkHistory(event: KeyboardEvent, step: () => string | undefined): void {
    if (event.shiftKey || event.ctrlKey || event.metaKey || this.#setAside !== undefined) return;
    const { value } = this.#text;
    if (value !== '' && !this.#history.isCurrent(value)) return;
    if (value === '' && event.key === 'ArrowDown') return;
    event.preventDefault();
    const text = step();
    if (text !== undefined) this.#setText(text);
  }

  #send(): void {
    if (!this.#isAllowed) return;
    this.#text.focus();
    const text = outgoingText(this.#text.value);
    if (text === '' || remainingLength(text) < 0) return;
    if (this.#setAside === undefined) {
      this.#history.add(text);
      this.#setText('');
    }
    this.#options.onSend(text);
  }

  #setText(text: string): void {
    this.#completion?.close();
    this.#text.value = text;
    this.#changed();
  }

  #changed(): void {
    const { value } = this.#text;
    if (value === '' && !this.#history.isCurrent(value)) this.#history.reset();
    // What others may have seen already is no draft.
    if (this.#setAside === undefined) this.#draft.write(value === '' ? undefined : value);
    this.#updateCounter(value);
    this.#callNote.update(value);
    if (!SIZES_ITSELF) this.#fitHeight();
  }

  #fitHeight(): void {
    const { style } = this.#text;
    style.height = 'auto';
    style.height = `${this.#text.scrollHeight + this.#text.offsetHeight - this.#text.clientHeight}px`;
  }

  #updateCounter(value: string): void {
    const remaining = remainingLength(value);
    this.#counter.hidden = remaining > COUNTER_FROM;
    this.#counter.classList.toggle('counter-over', remaining < 0);
    this.#text.ariaInvalid = String(remaining < 0);
    this.#counter.textContent = this.#counter.hidden
      ? ''
      : this.#translator.t(remaining < 0 ? 'limit.over' : 'limit.left', { count: Math.abs(remaining) });
  }
}

/** Whether the main pointer is a finger; it can change while the page is open, when a keyboard or mouse is connected. */
function isTouchScreen(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}
