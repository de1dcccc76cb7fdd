import type { MessageView } from '../messages/message-view.ts';

/** What a reader can do with a message. */
export interface MessageActions {
  reply(message: MessageView): void;
  /** Gives the reader's reaction, or takes it back. */
  react(message: MessageView, emoji: string): void;
  correct(message: MessageView): void;
  withdraw(message: MessageView): void;
  openAuthor(message: MessageView): void;
}
