import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import type { CompletionSource, Offer } from './completion.ts';

/** A slash and the beginning of a command's name, and nothing else. */
const COMMAND_PREFIX = /^\/([\p{L}\p{N}_-]*)$/u;

export interface CommandSourceOptions {
  root: ParentNode;
  text: HTMLTextAreaElement;
  translator: Translator;
  /** Whether a message is being corrected, whose text is no command. */
  isCorrecting(): boolean;
}

/** The commands, as the page's template lists them. */
export class CommandSource implements CompletionSource {
  readonly list: HTMLElement;
  #text: HTMLTextAreaElement;
  #options: HTMLElement[];
  #translator: Translator;
  #isCorrecting: () => boolean;

  constructor({ root, text, translator, isCorrecting }: CommandSourceOptions) {
    this.list = findPart(root, 'commands', HTMLElement);
    this.#text = text;
    this.#options = [...this.list.querySelectorAll<HTMLElement>('[role="option"]')];
    this.#translator = translator;
    this.#isCorrecting = isCorrecting;
  }

  offer(): Offer | undefined {
    const [, prefix] = COMMAND_PREFIX.exec(this.#text.value) ?? [];
    if (prefix === undefined || this.#isCorrecting()) return undefined;
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
