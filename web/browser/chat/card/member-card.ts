import { showLocalTimes } from '../../display/local-times.ts';
import { createButton, createElement, findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';

const RESPONSE_TIMEOUT = 10_000;

export interface CardAction {
  label: string;
  /** Closes the card. */
  run(): void;
}

export interface MemberCardOptions {
  root: ParentNode;
  roomId: string;
  translator: Translator;
  /** What the reader can do about a member for themselves: mention, ignore. */
  actionsFor(memberId: string): CardAction[];
}

/**
 * Shows a member in a dialog: the page of that member, of which it takes the card and the notices. What is done there with a form
 * stays in the dialog, since the messages are nowhere but in this page.
 */
export class MemberCard {
  #dialog: HTMLDialogElement;
  #content: HTMLElement;
  #roomId: string;
  #translator: Translator;
  #actionsFor: MemberCardOptions['actionsFor'];
  #memberId = '';
  /** Counts what was asked for: an answer that comes late is not shown. */
  #asked = 0;

  constructor({ root, roomId, translator, actionsFor }: MemberCardOptions) {
    this.#dialog = findPart(root, 'card-dialog', HTMLDialogElement);
    this.#content = findPart(root, 'card-content', HTMLElement);
    this.#roomId = roomId;
    this.#translator = translator;
    this.#actionsFor = actionsFor;
    findPart(root, 'card-close', HTMLButtonElement).addEventListener('click', () => this.#dialog.close());
    this.#dialog.addEventListener('submit', (event) => this.#submit(event));
    this.#dialog.addEventListener('click', (event) => {
      // Beside the content there is only what lies around the dialog.
      if (event.target === this.#dialog) this.#dialog.close();
    });
  }

  open(memberId: string, name: string): void {
    this.#memberId = memberId;
    const title = createElement('h2', 'card-name', name);
    title.dir = 'auto';
    this.#content.replaceChildren(title);
    if (!this.#dialog.open) this.#dialog.showModal();
    void this.#show(`/chat/${this.#roomId}/people/${memberId}`);
  }

  #submit(event: SubmitEvent): void {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    const { submitter } = event;
    const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action') ?? '';
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) body.append(name, String(value));
    void this.#show(action, { method: 'POST', body });
  }

  async #show(url: string, init: RequestInit = {}): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.#content.ariaBusy = 'true';
    const parts = await fetchCard(url, init);
    if (asked !== this.#asked || !this.#dialog.open) return;
    this.#content.ariaBusy = 'false';
    if (parts) {
      this.#content.replaceChildren(...parts);
      showLocalTimes(this.#content);
      this.#addActions();
      // Whatever had the focus is gone; a screen reader reads on from the name, or from what is wrong.
      this.#content.querySelector<HTMLElement>('[autofocus], [data-part="card-name"]')?.focus();
    } else {
      const failed = createElement('p', 'notice notice-error', this.#translator.t('card.failed'));
      failed.role = 'alert';
      this.#content.querySelector('.notice')?.remove();
      this.#content.prepend(failed);
    }
  }

  #addActions(): void {
    const actions = this.#content.querySelector<HTMLElement>('[data-part="card-actions"]');
    if (!actions) return;
    for (const { label, run } of this.#actionsFor(this.#memberId)) {
      const button = createButton('button', label, () => {
        this.#dialog.close();
        run();
      });
      actions.append(button);
      actions.hidden = false;
    }
  }
}

/** Returns the notices and the card of a page; undefined when it has no card, or does not come. */
async function fetchCard(url: string, init: RequestInit): Promise<Element[] | undefined> {
  try {
    const response = await fetch(url, {
      ...init,
      headers: { Accept: 'text/html' },
      signal: AbortSignal.timeout(RESPONSE_TIMEOUT),
    });
    // The server has escaped what people wrote, and a document that is parsed this way runs no scripts.
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const card = page.querySelector('[data-part="card"]');
    if (!card) return undefined;
    return [...page.querySelectorAll('main > .notice'), card].map((part) => document.importNode(part, true));
  } catch {
    return undefined;
  }
}
