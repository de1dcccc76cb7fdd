import type { Member } from '@lantern/chat/protocol';
import { createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import { avatar } from '../members/avatar.ts';
import type { CompletionSource, Offer } from './completion.ts';
import { type Choice, OptionList } from './option-list.ts';
import { bestMatches, folded } from './ranking.ts';

/** An `@` that begins a word, and the beginning of a name, which may have one space. */
const CALL = /(?<![\p{L}\p{N}_@])@([^\s@]{0,40}(?: [^\s@]{1,40})?)$/u;
const MOST = 8;

export interface MentionablePeople {
  /** The members in the room, without the reader. */
  readonly others: readonly Member[];
  /** The name whose mention means a member and nobody else. */
  mentionNameOf(id: string): string | undefined;
  /** Whether the reader may alert everybody in the room. */
  readonly mayCallAll: boolean;
}

/** The people in the room, by name and login; for those who may alert everybody, also the word for that. */
export class PeopleSource implements CompletionSource {
  #options: OptionList;
  #people: MentionablePeople;
  #translator: Translator;

  constructor(options: { before: HTMLElement; people: MentionablePeople; translator: Translator }) {
    this.#options = new OptionList('composer-people', options.before);
    this.#people = options.people;
    this.#translator = options.translator;
  }

  get list(): HTMLElement {
    return this.#options.element;
  }

  offer(typed: string): Offer | undefined {
    const match = CALL.exec(typed);
    const [call, name = ''] = match ?? [];
    if (call === undefined) return undefined;
    const { t } = this.#translator;
    const candidates = this.#people.others.map((member) => ({
      item: this.#choiceOf(member),
      keys: [member.name, ...(member.login ? [member.login] : [])].map(folded),
    }));
    const all = { item: this.#choiceOfAll(), keys: [t('mentions.all'), 'here'].map(folded) };
    if (this.#people.mayCallAll) candidates.push(all);
    const choices = bestMatches(name, candidates, MOST);
    const options = this.#options.show(t('mentions.people'), choices);
    const status = t('mentions.offered', { count: options.length });
    return { options, from: typed.length - call.length, status };
  }

  textOf(option: HTMLElement): string {
    return `${this.#options.textOf(option)} `;
  }

  isComplete(option: HTMLElement, typed: string): boolean {
    return typed.toLowerCase().endsWith(this.#options.textOf(option).toLowerCase());
  }

  #choiceOf(member: Member): Choice {
    const name = createElement('span', 'command-usage', member.name);
    name.dir = 'auto';
    const login = createElement('span', 'command-about', member.login ?? '');
    const text = `@${this.#people.mentionNameOf(member.id) ?? member.name}`;
    return { text, nodes: [avatar(member), name, login] };
  }

  #choiceOfAll(): Choice {
    const { t } = this.#translator;
    const text = `@${t('mentions.all')}`;
    const nodes = [
      createElement('span', 'command-usage', text),
      createElement('span', 'command-about', t('mentions.all_about')),
    ];
    return { text, nodes };
  }
}
