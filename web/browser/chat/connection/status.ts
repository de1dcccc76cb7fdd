import { createButton, createElement, findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import type { ConnectionState } from './connection.ts';

/** The state of the connection in words. The countdown ticks outside the live region, which would read out every second. */
export class Status {
  #element: HTMLElement;
  #says: HTMLElement;
  #countdown: HTMLElement;
  #ended: HTMLElement;
  #translator: Translator;
  #tryNow: HTMLButtonElement;
  #state: ConnectionState = { name: 'connecting' };
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor(root: ParentNode, translator: Translator, tryNow: () => void) {
    this.#element = findPart(root, 'status', HTMLElement);
    this.#says = findPart(root, 'status-words', HTMLElement);
    this.#countdown = findPart(root, 'countdown', HTMLElement);
    this.#ended = findPart(root, 'ended', HTMLElement);
    this.#translator = translator;
    this.#tryNow = createButton('button-small', translator.t('status.try_now'), tryNow);
    this.#element.append(this.#tryNow);
    for (const event of ['online', 'offline']) addEventListener(event, () => this.show(this.#state));
  }

  /** Writes all anew, in the language of now. */
  retranslate(): void {
    this.#tryNow.textContent = this.#translator.t('status.try_now');
    this.show(this.#state);
  }

  show(state: ConnectionState): void {
    this.#state = state;
    this.#element.dataset.state = isPartial(state) ? 'partial' : state.name;
    clearInterval(this.#ticking);
    this.#countdown.textContent = '';
    if (state.name === 'ended') this.#end(state.why);
    else this.#say(this.#describe(state));
    if (state.name === 'waiting') this.#count(state);
  }

  #count(state: ConnectionState & { name: 'waiting' }): void {
    const count = () => {
      const seconds = Math.max(0, Math.ceil((state.until - Date.now()) / 1_000));
      this.#countdown.textContent = this.#translator.t('status.next', { attempt: state.attempt, seconds });
    };
    count();
    this.#ticking = setInterval(count, 1_000);
  }

  #describe(state: Exclude<ConnectionState, { name: 'ended' }>): string {
    const { t } = this.#translator;
    if (isPartial(state)) return t('status.partial');
    if (state.name === 'waiting') return t(`status.${navigator.onLine ? state.why : 'offline'}`);
    return t(`status.${state.name}`, state.name === 'trying' ? { attempt: state.attempt } : {});
  }

  /** The same words again are not news. */
  #say(text: string): void {
    if (this.#says.textContent !== text) this.#says.textContent = text;
  }

  #end(why: string): void {
    const { t } = this.#translator;
    this.#say('');
    this.#ended.hidden = false;
    this.#ended.replaceChildren(t(`ended.${why}`), ' ', wayOn(why, t));
  }
}

function isPartial(state: ConnectionState): boolean {
  return state.name === 'connected' && !state.whole;
}

function wayOn(why: string, t: Translator['t']): HTMLElement {
  if (why === 'csrf_invalid') return createButton('button', t('ended.reload'), () => location.reload());
  const here = location.pathname;
  if (why === 'signed_out') return link(t('ended.sign_in'), `/login?next=${encodeURIComponent(here)}`);
  // The same address says now how to get in.
  if (why === 'room_restricted') return link(t('ended.how_to_enter'), here);
  return link(t('ended.home'), '/');
}

function link(text: string, href: string): HTMLElement {
  const element = createElement('a', 'button', text);
  element.href = href;
  return element;
}
