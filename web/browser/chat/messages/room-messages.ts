import type { Frame, Member } from '@lantern/chat/protocol';
import { ComposeTarget } from '../composer/compose-target.ts';
import type { Composer } from '../composer/composer.ts';
import type { AutoScroll } from '../log/auto-scroll.ts';
import type { RoomPeople } from '../members/room-people.ts';
import type { MessageActions } from '../message-menu/message-actions.ts';
import { OutgoingMessages, type OutgoingMessagesOptions } from '../outbox/outgoing-messages.ts';
import { type Change, PendingChanges } from '../outbox/pending-changes.ts';
import { MessageReactions } from '../reactions/message-reactions.ts';
import type { Content, ReceivedContent } from './content-frames.ts';
import { DuplicateFilter } from './duplicate-filter.ts';
import { HeldMessages } from './held-messages.ts';
import { MessageView } from './message-view.ts';
import { asItIsNow, type QuotedMessages, replyTo } from './reply-quote.ts';
import type { FindMentions } from './rich-text.ts';
import { showMessage } from './show-message.ts';

export interface RoomMessagesOptions extends Omit<OutgoingMessagesOptions, 'messages' | 'send'> {
  root: ParentNode;
  scroll: AutoScroll;
  people: RoomPeople;
  /** Finds mentions in what a member says. */
  finderFor(member: Member): FindMentions;
  composer: Composer;
  /** @returns whether the connection accepted it */
  send(content: Content, ref: string): boolean;
  /** Whether the room is sealed, where to the server all that is said are messages. */
  isSealed: boolean;
  /** Called when the reader's wait for the next message begins, in whichever tab they wrote. @param seconds absent: the room's */
  onWait(seconds?: number): void;
  /** Called when a message of somebody came who is neither the reader nor ignored. */
  onOthers(message: MessageView): void;
}

/** What is said in the room: brings together what arrives, what the reader says, and the log. */
export class RoomMessages implements MessageActions {
  readonly outgoing: OutgoingMessages;
  #options: RoomMessagesOptions;
  #duplicates = new DuplicateFilter();
  #held = new HeldMessages();
  #quoted: QuotedMessages;
  #changes: PendingChanges;
  #target: ComposeTarget;

  constructor(options: RoomMessagesOptions) {
    const { root, translator, people, send } = options;
    this.#options = options;
    this.#quoted = {
      find: (id) => this.#held.find(id),
      isIgnored: (id) => people.ignored.has(id),
      show: showMessage,
    };
    this.outgoing = new OutgoingMessages({
      ...options,
      messages: this.#quoted,
      send: ({ ref, text, reply }) =>
        send({ text, reply: reply && asItIsNow(reply, this.#held.find(reply.id)) }, ref),
    });
    this.#changes = new PendingChanges({ translator, send });
    this.#target = new ComposeTarget({ root, translator, onCancel: () => this.cancel() });
  }

  receive({ from, at, ref, content, message }: ReceivedContent): void {
    if (this.#duplicates.isDuplicate({ from, ref })) return;
    const { people, person, isSealed, onWait } = this.#options;
    people.typesNoMore(from);
    if (from.id === person.id && (message || isSealed)) onWait();
    if (message) this.#add(message);
    else if (!('text' in content)) {
      if (from.id === person.id) this.#changes.confirm(ref);
      this.#options.scroll.keepDuring(() => this.#apply(content, from, at));
    }
  }

  handleError(frame: Frame<'error'>): void {
    const { isSealed, onWait } = this.#options;
    // Corrections have a wait of their own.
    if (frame.code === 'slow_down' && (isSealed || !this.#changes.has(frame.ref))) onWait(frame.retry_in);
    this.outgoing.handleError(frame);
    this.#changes.handleError(frame);
  }

  disconnected(): void {
    this.outgoing.disconnected();
    this.#changes.disconnected();
  }

  /** Shows what people say whom the reader ignores no more, and hides what the others say. */
  ignoredChanged(): void {
    const { log, scroll, people } = this.#options;
    log.showIgnored((id) => people.ignored.has(id));
    scroll.keepDuring(() => {
      for (const message of this.#withQuotes) {
        message.updateQuote();
        message.reactions?.update();
      }
    });
  }

  retranslate(): void {
    this.outgoing.retranslate();
    this.#target.retranslate();
  }

  /** Sends what the reader has typed: a message, a reply or a correction. */
  say(text: string): void {
    const target = this.#target.current;
    this.#target.set(undefined);
    if (target?.kind === 'edit') {
      this.#options.composer.endEditing();
      const { id = '', text: before } = target.message;
      if (text !== before) this.#changes.send(target.message, { edit: { id, text } });
    } else this.outgoing.send(text, target && replyTo(target.message));
  }

  reply(message: MessageView): void {
    // It may have been withdrawn since its menu was opened.
    if (!message.isShared) return;
    this.cancel();
    this.#target.set({ kind: 'reply', message });
  }

  react(message: MessageView, emoji: string): void {
    if (!message.isShared) return;
    const { id = '' } = message;
    const on = !message.reactions?.has(this.#options.person.id, emoji);
    this.#changes.send(message, { reaction: { id, emoji, on } });
  }

  correct(message: MessageView): void {
    if (!message.isCorrectable) return;
    this.cancel();
    this.#target.set({ kind: 'edit', message });
    this.#options.composer.beginEditing(message.text);
  }

  /**
   * Corrects the reader's last message; does nothing while that is on its way: the one before it is not the last.
   *
   * @returns false when the page holds none that can be corrected
   */
  correctLast(): boolean {
    if (this.outgoing.isSending) return true;
    const last = this.#held.all.findLast(
      ({ isOwn, isCorrectable, element }) => isOwn && isCorrectable && element.isConnected,
    );
    if (last) this.correct(last);
    return last !== undefined;
  }

  withdraw(message: MessageView): void {
    this.#changes.send(message, { withdraw: { id: message.id ?? '' } });
  }

  openAuthor({ member }: MessageView): void {
    this.#options.people.openCard(member);
  }

  /** Answers and corrects no message any more. */
  cancel(): void {
    this.#forgetTarget();
    this.#options.composer.focus();
  }

  #forgetTarget(): void {
    this.#target.set(undefined);
    this.#options.composer.endEditing();
  }

  /** All messages that may have a quote, those that are on their way, too. */
  get #withQuotes(): MessageView[] {
    return [...this.#held.all, ...this.outgoing.views];
  }

  #add(frame: Frame<'message'>): void {
    const { person, log, people, onOthers } = this.#options;
    const isOwn = frame.from.id === person.id;
    const sent = isOwn ? this.outgoing.confirm(frame) : undefined;
    if (sent) {
      // With the mark of the author's role, as others see it.
      sent.renameAuthor(people.withDistinctName(frame.from));
      this.#held.add(sent);
      return;
    }
    const message = this.#createMessage(frame, isOwn);
    const ignored = people.ignored.has(message.author);
    message.setIgnored(ignored);
    log.add(message);
    this.#held.add(message);
    if (!isOwn && !ignored) onOthers(message);
  }

  #createMessage(frame: Frame<'message'>, isOwn: boolean): MessageView {
    const { person, people, translator, finderFor } = this.#options;
    const { id, at, reply } = frame;
    // The page knows better whose message it holds than who answers it.
    const answered = reply && (this.#held.find(reply.id)?.author ?? reply.author);
    return new MessageView({
      id,
      at,
      isOwn,
      author: people.withDistinctName(frame.from),
      content: frame,
      answersReader: answered === person.id,
      translator,
      findMentions: finderFor(frame.from),
      messages: this.#quoted,
      openAuthor: isOwn ? undefined : people.openCard.bind(people),
    });
  }

  /** The server relays what changes messages without knowing them: whether it is their author's is decided here. */
  #apply(change: Change, from: Member, at: number): void {
    const { id } = 'edit' in change ? change.edit : 'withdraw' in change ? change.withdraw : change.reaction;
    const message = this.#held.find(id);
    if (!message) return;
    if ('reaction' in change) this.#applyReaction(message, from, { ...change.reaction, at });
    else if (message.author === from.id) {
      if ('edit' in change) message.correct(change.edit.text, at);
      else this.#applyWithdrawal(message);
      for (const each of this.#withQuotes) if (each.answeredId === id) each.updateQuote();
    }
  }

  #applyWithdrawal(message: MessageView): void {
    // Its author decides when: the reader goes on typing where they are.
    if (this.#target.current?.message === message)
      this.#target.hasFocus ? this.cancel() : this.#forgetTarget();
    message.withdraw();
  }

  #applyReaction(
    message: MessageView,
    from: Member,
    reaction: { emoji: string; on: boolean; at: number },
  ): void {
    if (!message.isShared) return;
    const { person, people, translator } = this.#options;
    if (!message.reactions)
      message.addReactions(
        new MessageReactions({
          ownId: person.id,
          translator,
          isIgnored: (id) => people.ignored.has(id),
          toggle: (emoji) => this.react(message, emoji),
        }),
      );
    message.reactions?.set(people.withDistinctName(from), reaction);
  }
}
