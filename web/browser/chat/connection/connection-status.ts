import { createButton, createElement, findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import type { FinalReason } from './close-reasons.ts';
import type { ConnectionState } from './connection.ts';

export interface ConnectionStatusOptions {
  root: ParentNode;
  translator: Translator;
  /** Called when the reader does not want to wait for the next attempt. */
  onRetry(): void;
}

/**
 * Shows the state of the connection as a text. The countdown stands outside the live region: a screen reader would read it out
 * every second.
 */
export class ConnectionStatus {
  #element: HTMLElement;
  #text: HTMLElement;
  #countdown: HTMLElement;
  #closedNotice: HTMLElement;
  #translator: Translator;
  #retryButton: HTMLButtonElement;
  #state: ConnectionState = { name: 'connecting' };
  #countdownTimer: ReturnType<typeof setInterval> | undefined;

  constructor({ root, translator, onRetry }: ConnectionStatusOptions) {
    this.#element = findPart(root, 'status', HTMLElement);
    this.#text = findPart(root, 'status-text', HTMLElement);
    this.#countdown = findPart(root, 'countdown', HTMLElement);
    this.#closedNotice = findPart(root, 'closed-notice', HTMLElement);
    this.#translator = translator;
    this.#retryButton = createButton('button-small', translator.t('status.try_now'), onRetry);
    this.#element.append(this.#retryButton);
    for (const event of ['online', 'offline']) addEventListener(event, () => this.show(this.#state));
  }

  retranslate(): void {
    this.#retryButton.textContent = this.#translator.t('status.try_now');
    this.show(this.#state);
  }

  show(state: ConnectionState): void {
    this.#state = state;
    this.#element.dataset.state = isPartial(state) ? 'partial' : state.name;
    clearInterval(this.#countdownTimer);
    this.#countdown.textContent = '';
    if (state.name === 'closed') this.#showClosed(state.reason);
    else this.#setText(this.#describe(state));
    if (state.name === 'waiting') this.#startCountdown(state);
  }

  #startCountdown({ attempt, retryAt }: ConnectionState & { name: 'waiting' }): void {
    const update = () => {
      const seconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1_000));
      this.#countdown.textContent = this.#translator.t('status.next', { attempt, seconds });
    };
    update();
    this.#countdownTimer = setInterval(update, 1_000);
  }

  #describe(state: Exclude<ConnectionState, { name: 'closed' }>): string {
    const { t } = this.#translator;
    if (isPartial(state)) return t('status.partial');
    if (state.name === 'waiting') return t(`status.${navigator.onLine ? state.reason : 'offline'}`);
    return t(`status.${state.name}`, state.name === 'reconnecting' ? { attempt: state.attempt } : {});
  }

  /** Leaves an unchanged text alone: a screen reader would read it out again. */
  #setText(text: string): void {
    if (this.#text.textContent !== text) this.#text.textContent = text;
  }

  #showClosed(reason: FinalReason): void {
    const { t } = this.#translator;
    this.#setText('');
    this.#closedNotice.hidden = false;
    this.#closedNotice.replaceChildren(t(`closed.${reason}`), ' ', nextStep(reason, t));
  }
}

function isPartial(state: ConnectionState): boolean {
  return state.name === 'connected' && state.partial;
}

/** What the reader can do next: a link or a button. */
function nextStep(reason: FinalReason, t: Translator['t']): HTMLElement {
  if (reason === 'csrf_invalid') return createButton('button', t('closed.reload'), () => location.reload());
  const here = location.pathname;
  if (reason === 'signed_out') return link(t('closed.sign_in'), `/login?next=${encodeURIComponent(here)}`);
  // The same address now explains how to get in.
  if (reason === 'room_restricted') return link(t('closed.how_to_enter'), here);
  if (reason === 'room_banned') return link(t('closed.why'), here);
  // Who was banned reads it there; who was only removed is in again.
  if (reason === 'removed') return link(t('closed.try_again'), here);
  return link(t('closed.home'), '/');
}

function link(text: string, href: string): HTMLElement {
  const element = createElement('a', 'button', text);
  element.href = href;
  return element;
}
