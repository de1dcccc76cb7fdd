import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import type { CompletionSource, Offer } from './completion.ts';

/** A slash and the beginning of a command's name, and nothing else. */
const COMMAND_PREFIX = /^\/([\p{L}\p{N}_-]*)$/u;

/** The commands, as the page's template lists them. */
export class CommandSource implements CompletionSource {
  readonly list: HTMLElement;
  #text: HTMLTextAreaElement;
  #options: HTMLElement[];
  #translator: Translator;

  constructor(root: ParentNode, text: HTMLTextAreaElement, translator: Translator) {
    this.list = findPart(root, 'commands', HTMLElement);
    this.#text = text;
    this.#options = [...this.list.querySelectorAll<HTMLElement>('[role="option"]')];
    this.#translator = translator;
  }

  offer(): Offer | undefined {
    const [, prefix] = COMMAND_PREFIX.exec(this.#text.value) ?? [];
    if (prefix === undefined) return undefined;
    const options = this.#options.filter((option) => nameOf(option).startsWith(prefix.toLowerCase()));
    for (const option of this.#options) option.hidden = !options.includes(option);
    const status = this.#translator.t('commands.offered', { count: options.length });
    return { options, from: 0, status };
  }

  textOf(option: HTMLElement): string {
    return `/${nameOf(option)}${option.dataset.takesWords ? ' ' : ''}`;
  }

  isComplete(option: HTMLElement): boolean {
    return this.#text.value.toLowerCase() === `/${nameOf(option)}`;
  }
}

const nameOf = (option: HTMLElement): string => option.dataset.name ?? '';
