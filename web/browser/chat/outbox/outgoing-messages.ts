import { COMMAND, type Frame, type Member, type Reply } from '@lantern/chat/protocol';
import type { Stored } from '../../storage.ts';
import type { Translator } from '../i18n/translator.ts';
import type { MessageLog } from '../log/message-log.ts';
import { MessageView } from '../messages/message-view.ts';
import type { QuotedMessages } from '../messages/reply-quote.ts';
import type { FindMentions } from '../messages/rich-text.ts';
import { Outbox, type OutgoingMessage } from './outbox.ts';

const CHECK_INTERVAL = 1_000;

export interface OutgoingMessagesOptions {
  /** Where the unconfirmed messages are kept. */
  stored: Stored<OutgoingMessage[]>;
  person: Member;
  translator: Translator;
  log: MessageLog;
  findMentions: FindMentions;
  messages: QuotedMessages;
  /** @returns whether the connection accepted the message */
  send(message: OutgoingMessage): boolean;
  /** Milliseconds since 1970, by the server's clock. */
  now(): number;
  /** Called when a message got no answer in time. */
  onNoAnswer(): void;
}

/**
 * Keeps the outbox and the log in step for own messages, from the composer to the server's copy. Messages that are unconfirmed
 * when the page is closed appear as not delivered after a reload.
 */
export class OutgoingMessages {
  #options: OutgoingMessagesOptions;
  #stored: Stored<OutgoingMessage[]>;
  #outbox: Outbox;
  #views = new Map<string, MessageView>();
  #checkTimer: ReturnType<typeof setInterval> | undefined;

  constructor(options: OutgoingMessagesOptions) {
    this.#options = options;
    this.#stored = options.stored;
    this.#outbox = new Outbox(this.#stored.read());
    for (const message of this.#outbox.all) this.#show(message);
  }

  /** @param reply what the message answers */
  send(text: string, reply?: Reply): void {
    this.#show(this.#outbox.add(text, this.#options.now(), reply));
    this.flush();
  }

  /** The messages that are not confirmed. */
  get views(): MessageView[] {
    return [...this.#views.values()];
  }

  /** Whether a message that can be corrected once it has arrived is on its way: none that failed, and no command. */
  get isSending(): boolean {
    return this.#outbox.all.some(({ state, text }) => state !== 'failed' && !COMMAND.test(text.trimStart()));
  }

  /** Sends the waiting messages, as far as there is a connection. */
  flush(): void {
    this.#update(this.#outbox.flush((message) => this.#options.send(message), this.#options.now()));
  }

  retranslate(): void {
    this.#update([...this.#outbox.all]);
  }

  disconnected(): void {
    this.#update(this.#outbox.disconnected(this.#options.now()));
  }

  handleError({ ref, code, detail }: Frame<'error'>): void {
    if (ref === undefined) return;
    if (code === 'command_failed') this.#commandFailed(ref, detail);
    else
      this.#update(
        [this.#outbox.fail(ref, code, this.#options.now())].filter((message) => message !== undefined),
      );
  }

  /**
   * Confirms an own message by the server's copy.
   *
   * @returns the message; undefined when it was not sent from this tab
   */
  confirm({ ref, at, ...content }: Frame<'message'>): MessageView | undefined {
    const view = ref === undefined ? undefined : this.#views.get(ref);
    if (ref === undefined || !view) return undefined;
    this.#remove(ref);
    view.confirm(content, at);
    this.#options.log.add(view);
    return view;
  }

  /** A second attempt would fail, too: the message stays in the log with the reason, which only its author sees. */
  #commandFailed(ref: string, detail: string | undefined): void {
    const view = this.#views.get(ref);
    if (!view) return;
    this.#remove(ref);
    const reason = detail ?? this.#options.translator.t('message.command_failed');
    view.markCommandFailed(reason, this.#options.now());
    this.#options.log.add(view);
  }

  #show(message: OutgoingMessage): void {
    const { person, translator, findMentions, messages, log } = this.#options;
    const { text, reply } = message;
    const view = new MessageView({
      author: person,
      content: { text, reply },
      at: message.at,
      isOwn: true,
      translator,
      findMentions,
      messages,
    });
    this.#views.set(message.ref, view);
    this.#update([message]);
    log.addPending(view);
  }

  #update(messages: OutgoingMessage[]): void {
    for (const message of messages) {
      const { ref } = message;
      this.#views.get(ref)?.showDelivery(message, {
        retry: () => this.#retry(ref),
        discard: () => this.#discard(ref),
      });
    }
    this.#save();
  }

  #retry(ref: string): void {
    const message = this.#outbox.retry(ref, this.#options.now());
    const view = this.#views.get(ref);
    if (!message || !view) return;
    this.#update([message]);
    this.#options.log.addPending(view);
    this.flush();
  }

  #discard(ref: string): void {
    const view = this.#views.get(ref);
    this.#remove(ref);
    if (view) this.#options.log.remove(view);
  }

  #remove(ref: string): void {
    this.#outbox.remove(ref);
    this.#views.delete(ref);
    this.#save();
  }

  /** Stores the unconfirmed messages, and checks for overdue ones only while there are any that can become so. */
  #save(): void {
    const { all } = this.#outbox;
    // What others wrote is stored nowhere: without the page a reply is a message.
    const own = all.map(({ reply, ...message }) => message);
    this.#stored.write(own.length === 0 ? undefined : own);
    clearInterval(this.#checkTimer);
    if (all.some(({ state }) => state !== 'failed'))
      this.#checkTimer = setInterval(() => this.#checkOverdue(), CHECK_INTERVAL);
  }

  #checkOverdue(): void {
    const now = this.#options.now();
    if (this.#outbox.needsProbe(now)) this.#options.onNoAnswer();
    const overdue = this.#outbox.failOverdue(now);
    if (overdue.length > 0) this.#update(overdue);
  }
}
