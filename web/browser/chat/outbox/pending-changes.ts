import type { Frame } from '@lantern/chat/protocol';
import { copyText } from '../../clipboard.ts';
import { createButton } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import type { Content } from '../messages/content-frames.ts';
import type { MessageView } from '../messages/message-view.ts';
import { newRef } from './outbox.ts';

/** In milliseconds: as long as a message waits for its answer. */
const ANSWER_TIMEOUT = 20_000;

/** A frame that changes a message that was said. */
export type Change = Exclude<Content, { text: string }>;

/** The failures that have a text of their own. */
const KNOWN_FAILURES = new Set(['timeout', 'rate_limited', 'text_too_long', 'muted', 'slow_down']);

interface PendingChange {
  message: MessageView;
  content: Change;
  /** While the answer is awaited. */
  timer?: ReturnType<typeof setTimeout>;
}

export interface PendingChangesOptions {
  translator: Translator;
  /** @returns whether the connection accepted it */
  send(content: Change, ref: string): boolean;
}

/**
 * The reader's corrections, withdrawals and reactions that the server has not confirmed. They do not wait for a connection as messages
 * do: the message says at once, or when no answer comes, that the change failed, and offers to try it again.
 */
export class PendingChanges {
  #options: PendingChangesOptions;
  /** By their `ref`. Those that failed stay until the reader decides, or the answer comes after all. */
  #changes = new Map<string, PendingChange>();

  constructor(options: PendingChangesOptions) {
    this.#options = options;
  }

  send(message: MessageView, content: Change): void {
    this.#try(newRef(), { message, content });
  }

  /** Whether this names a change that is not confirmed. */
  has(ref: string | undefined): boolean {
    return ref !== undefined && this.#changes.has(ref);
  }

  /** Call it when a change of the reader's came back. */
  confirm(ref: string | undefined): void {
    const change = ref === undefined ? undefined : this.#changes.get(ref);
    if (ref === undefined || !change) return;
    this.#forget(ref, change);
  }

  handleError({ ref, code }: Frame<'error'>): void {
    if (ref !== undefined) this.#fail(ref, code);
  }

  disconnected(): void {
    for (const ref of this.#changes.keys()) this.#fail(ref, 'timeout');
  }

  #try(ref: string, { message, content }: PendingChange): void {
    const timer = setTimeout(() => this.#fail(ref, 'timeout'), ANSWER_TIMEOUT);
    this.#changes.set(ref, { message, content, timer });
    message.showChange();
    if (!this.#options.send(content, ref)) this.#fail(ref, 'timeout');
  }

  #fail(ref: string, failure: string): void {
    const change = this.#changes.get(ref);
    if (!change?.timer) return;
    clearTimeout(change.timer);
    delete change.timer;
    const { t } = this.#options.translator;
    const why = t(`change.why.${KNOWN_FAILURES.has(failure) ? failure : 'refused'}`);
    change.message.showChange(
      t(`change.failed.${kindOf(change.content)}`, { why }),
      // Under the same name: whoever got it the first time takes the second for a duplicate.
      createButton('button-small', t('message.retry'), () => this.#try(ref, change)),
      ...this.#copyButton(change),
      createButton('button-small', t('message.discard'), () => this.#forget(ref, change)),
    );
  }

  /** What was typed must not be lost with the correction. */
  #copyButton({ content, message }: PendingChange): Node[] {
    if (!('edit' in content)) return [];
    const { t } = this.#options.translator;
    const copy = createButton('button-small', t('message.copy'), () => {
      void copyText(content.edit.text, message.element).then((done) => {
        if (done) copy.textContent = t('message.copied');
      });
    });
    return [copy];
  }

  #forget(ref: string, { message, timer }: PendingChange): void {
    clearTimeout(timer);
    this.#changes.delete(ref);
    message.showChange();
  }
}

function kindOf(change: Change): string {
  if ('edit' in change) return 'edit';
  return 'withdraw' in change ? 'withdraw' : 'reaction';
}
