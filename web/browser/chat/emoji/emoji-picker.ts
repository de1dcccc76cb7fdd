import { bestMatches, type Candidate, folded } from '../completion/ranking.ts';
import { createButton, createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { type Emoji, loadEmoji } from './emoji-data.ts';

/** The groups in their order, each with the emoji on its button. */
const GROUPS = [
  [0, 'faces', '😀'],
  [1, 'people', '👋'],
  [3, 'animals', '🐻'],
  [4, 'food', '🍎'],
  [5, 'travel', '🚗'],
  [6, 'activities', '⚽'],
  [7, 'objects', '💡'],
  [8, 'symbols', '🔣'],
  [9, 'flags', '🏁'],
] as const;
const MOST_FOUND = 60;

/**
 * Lets the reader choose an emoji in a dialog, with keys, mouse or finger.
 *
 * @returns the emoji; undefined when the reader closes the dialog
 * @throws Error when the emoji cannot be loaded
 */
export async function pickEmoji(translator: Translator): Promise<string | undefined> {
  const emoji = await loadEmoji(document.documentElement.lang);
  return new EmojiPicker(emoji, translator).open();
}

class EmojiPicker {
  #dialog: HTMLDialogElement;
  #grid: HTMLElement;
  #search: HTMLInputElement;
  #all: HTMLElement[];
  #candidates: Candidate<Emoji>[];
  #translator: Translator;
  #chosen: string | undefined;

  constructor(emoji: readonly Emoji[], translator: Translator) {
    const { t } = translator;
    this.#translator = translator;
    this.#candidates = emoji.map((item) => ({ item, keys: [item.shortcode, ...item.names].map(folded) }));
    this.#all = GROUPS.map(([group, name]) =>
      this.#section(
        t(`emoji.groups.${name}`),
        emoji.filter((each) => each.group === group),
      ),
    );
    this.#search = createElement('input', 'emoji-search');
    this.#search.type = 'search';
    this.#search.placeholder = t('emoji.search');
    this.#search.ariaLabel = t('emoji.search');
    this.#search.addEventListener('input', () => this.#showFound());
    this.#grid = createElement('div', 'emoji-grid', ...this.#all);
    this.#grid.addEventListener('click', ({ target }) => this.#choose(target));
    this.#grid.addEventListener('keydown', (event) => this.#handleKey(event));
    const close = createButton('button-small', t('card.close'), () => this.#dialog.close());
    const head = createElement('div', 'emoji-head', this.#search, close);
    this.#dialog = createElement('dialog', 'emoji-picker', head, this.#groupButtons(), this.#grid);
    this.#dialog.ariaLabel = t('emoji.title');
    this.#dialog.addEventListener('click', ({ target }) => {
      if (target === this.#dialog) this.#dialog.close();
    });
    this.#search.addEventListener('keydown', (event) => this.#handleSearchKey(event));
  }

  open(): Promise<string | undefined> {
    document.body.append(this.#dialog);
    this.#makeReachable(this.#buttons[0]);
    this.#dialog.showModal();
    // On a touch screen the keyboard would cover what there is to choose from.
    if (matchMedia('(pointer: coarse)').matches) this.#grid.querySelector('button')?.focus();
    else this.#search.focus();
    return new Promise((resolve) => {
      this.#dialog.addEventListener('close', () => {
        this.#dialog.remove();
        resolve(this.#chosen);
      });
    });
  }

  #groupButtons(): HTMLElement {
    const { t } = this.#translator;
    const buttons = GROUPS.map(([, name, emoji], index) => {
      const button = createButton('emoji-button', emoji, () => {
        this.#search.value = '';
        this.#showFound();
        this.#all[index]?.scrollIntoView({ block: 'start' });
        const first = this.#all[index]?.querySelector('button');
        if (first) this.#focus(first);
      });
      button.ariaLabel = t(`emoji.groups.${name}`);
      button.title = button.ariaLabel;
      return button;
    });
    const nav = createElement('div', 'emoji-groups', ...buttons);
    nav.role = 'group';
    nav.ariaLabel = t('emoji.group_names');
    return nav;
  }

  #section(heading: string, emoji: readonly Emoji[]): HTMLElement {
    const buttons = emoji.map(({ emoji, label, shortcode }) => {
      const button = createElement('button', 'emoji-button', emoji);
      button.type = 'button';
      button.ariaLabel = label;
      button.title = `${label} :${shortcode}:`;
      button.tabIndex = -1;
      return button;
    });
    return createElement(
      'section',
      'emoji-section',
      createElement('h3', '', heading),
      createElement('div', 'emoji-row', ...buttons),
    );
  }

  #showFound(): void {
    const typed = this.#search.value.trim();
    const { t } = this.#translator;
    if (typed === '') this.#grid.replaceChildren(...this.#all);
    else {
      const found = bestMatches(typed, this.#candidates, MOST_FOUND);
      const section = this.#section(t('emoji.offered', { count: found.length }), found);
      section.role = 'status';
      this.#grid.replaceChildren(section);
    }
    this.#grid.scrollTop = 0;
    this.#makeReachable(this.#buttons[0]);
  }

  get #buttons(): HTMLElement[] {
    return [...this.#grid.querySelectorAll<HTMLElement>('button')];
  }

  /** Only one button of the grid is a stop of the Tab key; the arrow keys lead to the others. */
  #makeReachable(button: HTMLElement | undefined): void {
    const before = this.#grid.querySelector<HTMLElement>('button[tabindex="0"]');
    if (before) before.tabIndex = -1;
    if (button) button.tabIndex = 0;
  }

  #focus(button: HTMLElement): void {
    this.#makeReachable(button);
    button.focus();
  }

  #choose(target: EventTarget | null): void {
    const button = target instanceof Element ? target.closest('button') : null;
    if (!button) return;
    this.#chosen = button.textContent;
    this.#dialog.close();
  }

  #handleSearchKey(event: KeyboardEvent): void {
    const [first] = this.#buttons;
    if (event.isComposing || !first) return;
    if (event.key === 'Enter' && this.#search.value.trim() !== '') this.#choose(first);
    else if (event.key === 'ArrowDown') this.#focus(first);
    else return;
    event.preventDefault();
  }

  #handleKey(event: KeyboardEvent): void {
    const buttons = this.#buttons;
    const index = buttons.indexOf(event.target as HTMLElement);
    if (index === -1) return;
    const next = { ArrowRight: index + 1, ArrowLeft: index - 1 }[event.key];
    const isVertical = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (next === undefined && !isVertical) return;
    event.preventDefault();
    const button =
      next === undefined ? inNextRow(buttons, index, event.key === 'ArrowDown' ? 1 : -1) : buttons[next];
    if (button) this.#focus(button);
    else if (event.key === 'ArrowUp') this.#search.focus();
  }
}

/** The button above or below another one. */
function inNextRow(buttons: HTMLElement[], from: number, step: 1 | -1): HTMLElement | undefined {
  const { top, left } = buttons[from]?.getBoundingClientRect() ?? { top: 0, left: 0 };
  let row: number | undefined;
  let best: HTMLElement | undefined;
  let distance = Number.POSITIVE_INFINITY;
  for (let at = from + step; buttons[at]; at += step) {
    const button = buttons[at] as HTMLElement;
    const box = button.getBoundingClientRect();
    if (Math.abs(box.top - top) < 2) continue;
    row ??= box.top;
    if (Math.abs(box.top - row) >= 2) break;
    if (Math.abs(box.left - left) < distance) {
      distance = Math.abs(box.left - left);
      best = button;
    }
  }
  return best;
}
