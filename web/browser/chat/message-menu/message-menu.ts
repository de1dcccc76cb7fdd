import { copyText } from '../../clipboard.ts';
import { createButton, createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import type { MessageView } from '../messages/message-view.ts';
import type { MessageActions } from './message-actions.ts';

/** What people react with most; all others are a press further away. */
const USUAL_EMOJI = ['👍', '❤️', '😂', '🎉', '😮', '😢'];
/** In pixels: between the menu and the edges of the window. */
const MARGIN = 8;

/** Where a menu opens, in pixels of the window. On a narrow screen it is a sheet at the bottom. */
export type MenuPlace = { x: number; y: number };

export interface MessageMenuOptions {
  translator: Translator;
  actions: MessageActions;
  /** Lets the reader choose among all emoji; undefined: the reader chose none. */
  pickEmoji(): Promise<string | undefined>;
}

/** The menu of a message (ARIA Authoring Practices, menu button): what the reader can do with it. */
export class MessageMenu {
  #dialog = createElement('dialog', 'message-menu');
  #menu = createElement('div', 'message-menu-items');
  #options: MessageMenuOptions;
  /** What was pressed last since the menu is open. */
  #pressed: EventTarget | null = null;

  constructor(options: MessageMenuOptions) {
    this.#options = options;
    this.#menu.role = 'menu';
    this.#dialog.append(this.#menu);
    document.body.append(this.#dialog);
    this.#dialog.addEventListener('pointerdown', ({ target }) => {
      this.#pressed = target;
    });
    this.#dialog.addEventListener('click', ({ target }) => {
      // Beside the items there is only what lies around the menu. A finger that opened the menu has not pressed there.
      if (target === this.#dialog && this.#pressed === target) this.#dialog.close();
    });
    this.#dialog.addEventListener('contextmenu', (event) => event.preventDefault());
    this.#menu.addEventListener('keydown', (event) => this.#handleKey(event));
  }

  /** When the menu closes, the focus is where it was. */
  open(message: MessageView, place: MenuPlace): void {
    if (this.#dialog.open || !message.element.isConnected) return;
    const { t } = this.#options.translator;
    this.#pressed = null;
    const title = t('menu.title', { who: message.member.name });
    for (const element of [this.#dialog, this.#menu]) element.ariaLabel = title;
    this.#menu.replaceChildren(...this.#items(message));
    this.#dialog.showModal();
    this.#place(place);
    this.#focusable[0]?.focus({ preventScroll: true });
  }

  get #focusable(): HTMLElement[] {
    return [...this.#menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  }

  #items(message: MessageView): HTMLElement[] {
    const { actions, translator } = this.#options;
    const { t } = translator;
    const items: HTMLElement[] = [];
    if (message.isShared) {
      items.push(this.#emojiRow(message));
      items.push(this.#item(t('menu.reply'), () => actions.reply(message)));
    }
    if (message.text !== '')
      items.push(this.#item(t('menu.copy'), () => void copyText(message.text, message.element)));
    if (message.isOwn && message.isCorrectable)
      items.push(this.#item(t('menu.correct'), () => actions.correct(message)));
    if (message.isOwn && message.isShared) items.push(this.#withdrawItem(message));
    if (!message.isOwn) items.push(this.#item(t('menu.author'), () => actions.openAuthor(message)));
    return items;
  }

  #emojiRow(message: MessageView): HTMLElement {
    const { actions, translator, pickEmoji } = this.#options;
    const row = createElement('div', 'message-menu-emoji');
    row.role = 'group';
    row.ariaLabel = translator.t('menu.react');
    for (const emoji of USUAL_EMOJI)
      row.append(
        this.#item(emoji, () => actions.react(message, emoji), translator.t('menu.react_with', { emoji })),
      );
    const pick = () => {
      // Without the picker's script the usual emoji are left.
      pickEmoji().then(
        (emoji) => emoji !== undefined && actions.react(message, emoji),
        () => {},
      );
    };
    row.append(this.#item('…', pick, translator.t('menu.more_emoji')));
    return row;
  }

  /** Nobody can bring the message back: the first press asks. */
  #withdrawItem(message: MessageView): HTMLElement {
    const { actions, translator } = this.#options;
    const item = createButton('menu-danger', translator.t('menu.withdraw'), () => {
      if (item.dataset.asked) {
        this.#dialog.close();
        actions.withdraw(message);
      } else {
        item.dataset.asked = 'yes';
        item.textContent = translator.t('menu.withdraw_sure');
      }
    });
    item.role = 'menuitem';
    item.tabIndex = -1;
    return item;
  }

  #item(label: string, run: () => void, name?: string): HTMLElement {
    const item = createButton('', label, () => {
      this.#dialog.close();
      run();
    });
    item.role = 'menuitem';
    item.tabIndex = -1;
    if (name !== undefined) {
      item.ariaLabel = name;
      item.title = name;
    }
    return item;
  }

  /** Keeps the menu within the window. A sheet has its place by the style sheet. */
  #place({ x, y }: MenuPlace): void {
    const { width, height } = this.#dialog.getBoundingClientRect();
    const within = (start: number, size: number, room: number) =>
      `${Math.max(MARGIN, Math.min(start, room - size - MARGIN))}px`;
    this.#dialog.style.setProperty('--menu-left', within(x, width, innerWidth));
    this.#dialog.style.setProperty('--menu-top', within(y, height, innerHeight));
  }

  #handleKey(event: KeyboardEvent): void {
    const items = this.#focusable;
    const index = items.indexOf(document.activeElement as HTMLElement);
    const to = (target: number) => items.at(target % items.length)?.focus();
    if (event.key === 'ArrowDown' || event.key === 'ArrowRight') to(index + 1);
    else if (event.key === 'ArrowUp' || event.key === 'ArrowLeft') to(index - 1);
    else if (event.key === 'Home') to(0);
    else if (event.key === 'End') to(-1);
    else if (event.key === 'Tab') this.#dialog.close();
    else return;
    event.preventDefault();
  }
}
