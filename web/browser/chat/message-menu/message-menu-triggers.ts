import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { type MessageView, messageOf } from '../messages/message-view.ts';
import { focusMessage } from '../messages/show-message.ts';
import { onDemand } from '../on-demand.ts';
import type { MessageActions } from './message-actions.ts';
import type { MenuPlace } from './message-menu.ts';

/** In milliseconds: how long a finger stays on a message until its menu opens. */
const LONG_PRESS = 400;
/** In pixels: a finger that moves further scrolls. */
const MAX_MOVE = 10;

export interface MessageMenuTriggersOptions {
  root: ParentNode;
  translator: Translator;
  actions: MessageActions;
  /** Takes the keyboard out of the log. */
  leave(): void;
}

/**
 * Opens the menus of messages: from a toolbar under the mouse, by a long press of a finger, and by the keyboard, whose arrow keys move
 * the focus from message to message. Menu and toolbar are loaded when they are first asked for.
 */
export function setUpMessageMenu({ root, translator, actions, leave }: MessageMenuTriggersOptions): void {
  const log = findPart(root, 'log', HTMLElement);
  // The keyboard enters the log through the part of the page that scrolls it.
  const viewport = findPart(root, 'viewport', HTMLElement);
  const menu = onDemand(async () => {
    const { MessageMenu } = await import('./message-menu.ts');
    const pickEmoji = async () => (await import('../emoji/emoji-picker.ts')).pickEmoji(translator);
    return new MessageMenu({ translator, actions, pickEmoji });
  });
  const toolbar = onDemand(async () => {
    const { MessageToolbar } = await import('./message-toolbar.ts');
    return new MessageToolbar({ translator, actions, openMenu });
  });

  /** Without its script there is no menu; the next attempt loads it again. */
  function openMenu(message: MessageView, place: MenuPlace): void {
    menu().then(
      (loaded) => loaded.open(message, place),
      () => {},
    );
  }

  function openByKeyboard(message: MessageView): void {
    const { left, top } = message.element.getBoundingClientRect();
    openMenu(message, { x: left + 56, y: Math.max(top, 0) + 24 });
  }

  /** Under the mouse. Firefox knows `:hover` only after this event. */
  let pointedAt: MessageView | undefined;
  const point = (message?: MessageView) => {
    pointedAt = message;
    toolbar().then(
      (loaded) => (pointedAt ? loaded.show(pointedAt) : loaded.hide()),
      () => {},
    );
  };
  log.addEventListener('pointerover', ({ target, pointerType }) => {
    const message = pointerType === 'mouse' && messageOf(target as Element);
    if (message) point(message);
  });
  log.addEventListener('pointerleave', () => point());
  setUpLongPress(log, openMenu);

  viewport.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    // Links and buttons within a message have keys of their own.
    const message = target === viewport ? undefined : messageOf(target);
    if (target !== viewport && target !== message?.element) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      if (!moveFocus(log, message, event.key === 'ArrowUp' ? -1 : 1)) return;
    } else if (message && event.key === 'Escape') leave();
    else if (message && opensMenu(event)) openByKeyboard(message);
    else return;
    event.preventDefault();
  });
}

const opensMenu = ({ key, shiftKey }: KeyboardEvent): boolean =>
  key === 'Enter' || key === 'ContextMenu' || (key === 'F10' && shiftKey);

/** @returns false when there is no message further on */
function moveFocus(log: HTMLElement, from: MessageView | undefined, step: 1 | -1): boolean {
  const shown = [...log.querySelectorAll<HTMLElement>('.message:not([hidden])')];
  const index = from ? shown.indexOf(from.element) : shown.length;
  const next = from || step === -1 ? shown[index + step] : undefined;
  if (!next) return false;
  next.scrollIntoView({ block: 'nearest' });
  focusMessage(next);
  return true;
}

function setUpLongPress(log: HTMLElement, open: (message: MessageView, place: MenuPlace) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start = { x: 0, y: 0 };
  let opened = false;
  const stop = () => clearTimeout(timer);
  log.addEventListener('pointerdown', ({ target, pointerType, isPrimary, clientX, clientY }) => {
    stop();
    opened = false;
    const element = target as Element;
    // Links keep what the browser offers for them. Browsers take a finger near a button for one on it: that opens the menu, too.
    if (pointerType === 'mouse' || !isPrimary || element.closest('a')) return;
    const message = messageOf(element);
    if (!message) return;
    start = { x: clientX, y: clientY };
    timer = setTimeout(() => {
      opened = true;
      open(message, start);
    }, LONG_PRESS);
  });
  log.addEventListener('pointermove', ({ clientX, clientY }) => {
    if (Math.hypot(clientX - start.x, clientY - start.y) > MAX_MOVE) stop();
  });
  for (const end of ['pointerup', 'pointercancel'] as const) log.addEventListener(end, stop);
  // The finger that opened the menu presses nothing when it leaves.
  const swallow = (event: Event) => {
    if (!opened) return;
    event.preventDefault();
    event.stopPropagation();
    opened = false;
  };
  log.addEventListener('click', swallow, { capture: true });
  // What the browser itself offers on a long press would cover the menu.
  log.addEventListener('contextmenu', (event) => {
    const isTouch = (event as PointerEvent).pointerType === 'touch';
    if (isTouch && !(event.target as Element).closest('a')) event.preventDefault();
  });
}
