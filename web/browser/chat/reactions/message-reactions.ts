import type { Member } from '@lantern/chat/protocol';
import { createButton, createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';

/** Of a message: more would be a crowd that nobody reads. */
const MAX_EMOJI_SHOWN = 20;
/** More are noted, so that whom the reader ignores takes no place from others. */
const MAX_EMOJI_NOTED = 100;
/** Of one member: nobody takes all places alone. */
const MAX_EMOJI_OF_MEMBER = 10;
const MAX_NAMES = 10;

interface Reaction {
  name: string;
  on: boolean;
  at: number;
}

export interface ReactionsOptions {
  ownId: string;
  translator: Translator;
  isIgnored(memberId: string): boolean;
  /** Gives the reader's reaction, or takes it back. */
  toggle(emoji: string, on: boolean): void;
}

/** The reactions to one message: a button for each emoji, with how many gave it, and their names. */
export class MessageReactions {
  readonly element = createElement('div', 'message-reactions');
  #options: ReactionsOptions;
  /** By emoji, then by the id of the member. */
  #reactions = new Map<string, Map<string, Reaction>>();
  #buttons = new Map<string, HTMLButtonElement>();

  constructor(options: ReactionsOptions) {
    this.#options = options;
    // Reactions are not worth interrupting a screen reader for.
    this.element.ariaLive = 'off';
    this.element.role = 'group';
    this.update();
  }

  /** Notes that a member gave a reaction or took it back. Of several, the latest counts. */
  set(
    { id, name }: Pick<Member, 'id' | 'name'>,
    { emoji, on, at }: { emoji: string; on: boolean; at: number },
  ): void {
    const known = this.#reactions.get(emoji);
    if (on ? !this.has(id, emoji) && this.#countOf(id) >= MAX_EMOJI_OF_MEMBER : !known) return;
    if (!known && !this.#makeRoom()) return;
    const members = known ?? new Map<string, Reaction>();
    if (at < (members.get(id)?.at ?? 0)) return;
    members.set(id, { name, on, at });
    this.#reactions.set(emoji, members);
    if (![...members.values()].some((each) => each.on)) this.#reactions.delete(emoji);
    this.update();
  }

  has(memberId: string, emoji: string): boolean {
    return this.#reactions.get(emoji)?.get(memberId)?.on ?? false;
  }

  #countOf(memberId: string): number {
    return [...this.#reactions.keys()].filter((emoji) => this.has(memberId, emoji)).length;
  }

  /** Forgets an emoji of ignored people alone, if there are too many for another one. @returns whether one more may be noted */
  #makeRoom(): boolean {
    if (this.#reactions.size < MAX_EMOJI_NOTED) return true;
    const isHidden = (members: Map<string, Reaction>) =>
      [...members].every(([id, { on }]) => !on || this.#options.isIgnored(id));
    const hidden = [...this.#reactions].find(([, members]) => isHidden(members));
    return hidden !== undefined && this.#reactions.delete(hidden[0]);
  }

  /** Shows the reactions in the current locale, without those of people whom the reader ignores. */
  update(): void {
    this.element.ariaLabel = this.#options.translator.t('reactions.label');
    for (const emoji of [...this.#buttons.keys()]) if (!this.#reactions.has(emoji)) this.#removeButton(emoji);
    let shown = 0;
    for (const [emoji, members] of this.#reactions) {
      const given = [...members].filter(([id, { on }]) => on && !this.#options.isIgnored(id));
      if (given.length === 0 || ++shown > MAX_EMOJI_SHOWN) this.#removeButton(emoji);
      else this.#show(emoji, new Map(given.map(([id, { name }]) => [id, name])));
    }
    this.element.hidden = this.#buttons.size === 0;
  }

  #show(emoji: string, names: Map<string, string>): void {
    const { ownId, translator } = this.#options;
    const button = this.#buttons.get(emoji) ?? this.#addButton(emoji);
    const listed = [...names]
      .slice(0, MAX_NAMES)
      .map(([id, name]) => (id === ownId ? translator.t('members.you') : name));
    const others = names.size - listed.length;
    if (others > 0) listed.push(translator.t('members.more', { count: others }));
    const who = listed.join(', ');
    button.ariaPressed = String(names.has(ownId));
    button.ariaLabel = `${emoji} ${names.size}: ${who}`;
    button.dataset.names = who;
    button.replaceChildren(emoji, ' ', createElement('span', 'reaction-count', String(names.size)));
  }

  #addButton(emoji: string): HTMLButtonElement {
    const { ownId, toggle } = this.#options;
    const button = createButton('reaction', '', () => toggle(emoji, !this.has(ownId, emoji)));
    this.#buttons.set(emoji, button);
    this.element.append(button);
    return button;
  }

  #removeButton(emoji: string): void {
    this.#buttons.get(emoji)?.remove();
    this.#buttons.delete(emoji);
  }
}
