import type { Frame, Member } from '@lantern/chat/protocol';
import { inTab, keyOf } from '../../storage.ts';
import type { Translator } from '../i18n/translator.ts';
import type { MessageLog } from '../log/message-log.ts';
import { MessageView } from '../messages/message-view.ts';
import type { FindMentions } from '../messages/rich-text.ts';
import { Outbox, type Outgoing } from './outbox.ts';

const LOOK_EVERY = 1_000;

export interface OwnMessagesParts {
  roomId: string;
  person: Member;
  translator: Translator;
  log: MessageLog;
  findMentions: FindMentions;
  /** @returns whether the connection took it */
  send(message: Outgoing): boolean;
  /** Milliseconds since 1970, by the server's clock. */
  now(): number;
  /** A message got no answer in time. */
  unanswered(): void;
}

/**
 * Own messages between the composer and the server's copy, in the log and in the outbox. What is unconfirmed when the
 * page goes away comes back with it as not delivered.
 */
export class OwnMessages {
  #parts: OwnMessagesParts;
  #unsent;
  #outbox: Outbox;
  #views = new Map<string, MessageView>();
  #looking: ReturnType<typeof setInterval> | undefined;

  constructor(parts: OwnMessagesParts) {
    this.#parts = parts;
    this.#unsent = inTab<Outgoing[]>(keyOf(parts.person.id, `unsent.${parts.roomId}`));
    this.#outbox = new Outbox(this.#unsent.read());
    for (const message of this.#outbox.all) this.#show(message);
  }

  write(text: string): void {
    this.#show(this.#outbox.add(text, this.#parts.now()));
    this.flush();
  }

  /** Sends what waits, as far as there is a connection. */
  flush(): void {
    this.#update(this.#outbox.flush((message) => this.#parts.send(message), this.#parts.now()));
  }

  /** Writes anew what is said of them, in the language of now. */
  retranslate(): void {
    this.#update([...this.#outbox.all]);
  }

  disconnected(): void {
    this.#update(this.#outbox.disconnected(this.#parts.now()));
  }

  refused({ ref, code, detail }: Frame<'error'>): void {
    if (ref === undefined) return;
    if (code === 'command_failed') this.#declined(ref, detail);
    else
      this.#update(
        [this.#outbox.refuse(ref, code, this.#parts.now())].filter((message) => message !== undefined),
      );
  }

  /**
   * The server's copy of an own message is here.
   *
   * @returns whether it was written in this tab and its element is now the server's
   */
  confirm({ ref, at, ...said }: Frame<'message'>): boolean {
    const view = ref === undefined ? undefined : this.#views.get(ref);
    if (ref === undefined || !view) return false;
    this.#forget(ref);
    view.confirmed(said, at);
    this.#parts.log.add(view);
    return true;
  }

  /** Sent again it would be declined again: it stays in the log as what it was, with what the author is told. */
  #declined(ref: string, detail: string | undefined): void {
    const view = this.#views.get(ref);
    if (!view) return;
    this.#forget(ref);
    view.declined(detail ?? this.#parts.translator.t('message.command_failed'), this.#parts.now());
    this.#parts.log.add(view);
  }

  #show(message: Outgoing): void {
    const { person, translator, findMentions, log } = this.#parts;
    const view = new MessageView(person, { text: message.text }, message.at, true, translator, findMentions);
    this.#views.set(message.ref, view);
    this.#update([message]);
    log.addPending(view);
  }

  #update(messages: Outgoing[]): void {
    for (const message of messages) {
      const { ref } = message;
      this.#views.get(ref)?.outgoing(
        message,
        () => this.#retry(ref),
        () => this.#discard(ref),
      );
    }
    this.#kept();
  }

  #retry(ref: string): void {
    const message = this.#outbox.retry(ref, this.#parts.now());
    const view = this.#views.get(ref);
    if (!message || !view) return;
    this.#update([message]);
    this.#parts.log.addPending(view);
    this.flush();
  }

  #discard(ref: string): void {
    const view = this.#views.get(ref);
    this.#forget(ref);
    if (view) this.#parts.log.remove(view);
  }

  #forget(ref: string): void {
    this.#outbox.remove(ref);
    this.#views.delete(ref);
    this.#kept();
  }

  #kept(): void {
    const { all } = this.#outbox;
    this.#unsent.write(all.length === 0 ? undefined : all);
    clearInterval(this.#looking);
    if (all.some(({ state }) => state !== 'failed'))
      this.#looking = setInterval(() => this.#look(), LOOK_EVERY);
  }

  #look(): void {
    const now = this.#parts.now();
    if (this.#outbox.doubts(now)) this.#parts.unanswered();
    const late = this.#outbox.overdue(now);
    if (late.length > 0) this.#update(late);
  }
}
