import { createButton, createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import type { MessageView } from '../messages/message-view.ts';
import type { MessageActions } from './message-actions.ts';
import type { MenuPlace } from './message-menu.ts';

/** The one emoji that is offered without opening the menu. */
const FIRST_EMOJI = '👍';

export interface MessageToolbarOptions {
  translator: Translator;
  actions: MessageActions;
  openMenu(message: MessageView, place: MenuPlace): void;
}

/**
 * Buttons on the message under a mouse. The keyboard and screen readers have the menu: to them the toolbar is hidden, and none of it
 * is a stop of the Tab key.
 */
export class MessageToolbar {
  #element = createElement('div', 'message-toolbar');
  #react: HTMLButtonElement;
  #reply: HTMLButtonElement;
  #more: HTMLButtonElement;
  #translator: Translator;
  #message: MessageView | undefined;

  constructor({ translator, actions, openMenu }: MessageToolbarOptions) {
    this.#translator = translator;
    const button = (name: string, run: (message: MessageView) => void) => {
      const element = createButton(
        `toolbar-button toolbar-${name}`,
        '',
        () => this.#message && run(this.#message),
      );
      element.tabIndex = -1;
      return element;
    };
    this.#react = button('react', (message) => actions.react(message, FIRST_EMOJI));
    this.#reply = button('reply', actions.reply.bind(actions));
    this.#more = button('more', (message) => {
      const { left, bottom } = this.#more.getBoundingClientRect();
      openMenu(message, { x: left, y: bottom });
    });
    this.#element.append(this.#react, this.#reply, this.#more);
    this.#element.ariaHidden = 'true';
  }

  /** Moves to a message. */
  show(message: MessageView): void {
    if (this.#message === message && this.#element.isConnected) return;
    this.#message = message;
    const { t } = this.#translator;
    this.#react.title = t('menu.react_with', { emoji: FIRST_EMOJI });
    this.#reply.title = t('menu.reply');
    this.#more.title = t('menu.more');
    this.#react.hidden = !message.isShared;
    this.#reply.hidden = !message.isShared;
    message.element.prepend(this.#element);
  }

  hide(): void {
    this.#message = undefined;
    this.#element.remove();
  }
}
