import { createElement } from '../dom/elements.ts';
import { type Emoji, loadEmoji } from '../emoji/emoji-data.ts';
import type { Translator } from '../i18n/translator.ts';
import type { CompletionSource, Offer } from './completion.ts';
import { OptionList } from './option-list.ts';
import { bestMatches, type Candidate, folded } from './ranking.ts';

/** A colon that begins a word, and two letters of a name: less would turn times and faces into emoji. */
const NAME = /(?<![\p{L}\p{N}:/])(:([\p{L}\p{N}_+-]{2,30}):?)$/u;
const MOST = 8;

/** Emoji, by their short names and by their names in the language of the page. */
export class EmojiSource implements CompletionSource {
  #options: OptionList;
  #translator: Translator;
  #onLoad: () => void;
  #emoji: readonly Candidate<Emoji>[] | undefined;
  #locale = '';

  /** @param options.onLoad called when emoji have come, and can be offered */
  constructor(options: { before: HTMLElement; translator: Translator; onLoad(): void }) {
    this.#options = new OptionList('composer-emoji', options.before);
    this.#translator = options.translator;
    this.#onLoad = options.onLoad;
  }

  get list(): HTMLElement {
    return this.#options.element;
  }

  offer(typed: string): Offer | undefined {
    const [, call, name = ''] = NAME.exec(typed) ?? [];
    if (call === undefined) return undefined;
    const emoji = this.#known();
    if (!emoji) return undefined;
    const { t } = this.#translator;
    const found = bestMatches(name, emoji, MOST);
    const choices = found.map(({ emoji: text, label, shortcode }) => ({
      text,
      nodes: [
        createElement('span', 'emoji', text),
        createElement('span', 'command-usage', `:${shortcode}:`),
        createElement('span', 'command-about', label),
      ],
    }));
    const options = this.#options.show(t('emoji.title'), choices);
    const status = t('emoji.offered', { count: options.length });
    const isInCode = typed.split('`').length % 2 === 0;
    const isWhole = call.endsWith(':') && !isInCode && found[0]?.shortcodes.includes(name);
    return { options, from: typed.length - call.length, status, isWhole: isWhole === true };
  }

  textOf(option: HTMLElement): string {
    return `${this.#options.textOf(option)} `;
  }

  isComplete(): boolean {
    return false;
  }

  #known(): readonly Candidate<Emoji>[] | undefined {
    const locale = document.documentElement.lang;
    if (this.#emoji && this.#locale === locale) return this.#emoji;
    loadEmoji(locale).then(
      (emoji) => {
        this.#emoji = emoji.map((item) => ({ item, keys: [item.shortcode, ...item.names].map(folded) }));
        this.#locale = locale;
        this.#onLoad();
      },
      // Without them the text stays as typed.
      () => {},
    );
    return undefined;
  }
}
