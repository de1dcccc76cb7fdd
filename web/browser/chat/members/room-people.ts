import type { Frame, Member } from '@lantern/chat/protocol';
import type { MemberCard } from '../card/member-card.ts';
import { findPart } from '../dom/elements.ts';
import { FrameSchedule } from '../dom/frame-schedule.ts';
import type { Translator } from '../i18n/translator.ts';
import { IgnoredPeople } from '../ignoring/ignored-people.ts';
import { onDemand } from '../on-demand.ts';
import { MemberList } from './member-list.ts';
import type { PresenceChange } from './presence-notice.ts';
import { RoomMembers } from './room-members.ts';
import { TypingIndicator } from './typing-indicator.ts';

export interface RoomPeopleOptions {
  root: ParentNode;
  roomId: string;
  /** The reader's id. */
  ownId: string;
  translator: Translator;
  /** Inserts a mention into the composer. */
  mention(name: string): void;
  /** Called when the reader ignores somebody, or no longer does. */
  onIgnoredChange(): void;
}

/** What the page shows of the people in the room: their list, who types, and a card for each of them. */
export class RoomPeople {
  readonly ignored: IgnoredPeople;
  readonly #members = new RoomMembers();
  readonly #typing: TypingIndicator;
  readonly #list: MemberList;
  readonly #showing = new FrameSchedule(() => this.#list.show(this.#members));
  readonly #card: () => Promise<MemberCard>;
  readonly #roomId: string;
  readonly #ownId: string;
  #ownRole: Member['role'];
  readonly #translator: Translator;
  readonly #moderationLink: HTMLElement;
  /** Whether the reader keeps order in any room, whatever their role in this one is. */
  readonly #keepsOrderAnywhere: boolean;

  constructor({ root, roomId, ownId, translator, mention, onIgnoredChange }: RoomPeopleOptions) {
    this.#ownId = ownId;
    this.#translator = translator;
    this.#moderationLink = findPart(root, 'moderation-link', HTMLElement);
    this.#keepsOrderAnywhere = this.#moderationLink.dataset.always === 'yes';
    this.#typing = new TypingIndicator({ element: findPart(root, 'typing', HTMLElement), translator });
    this.ignored = new IgnoredPeople({
      userId: ownId,
      onChange: () => {
        this.#show();
        onIgnoredChange();
      },
    });
    this.#roomId = roomId;
    this.#card = onDemand(async () => {
      const { MemberCard } = await import('../card/member-card.ts');
      return new MemberCard({ root, roomId, translator, actionsFor: (id) => this.#actionsFor(id, mention) });
    });
    this.#list = new MemberList({
      root,
      ownId,
      translator,
      ignored: this.ignored,
      open: (member) => this.openCard(member),
    });
  }

  /** Shows who somebody is: in a dialog, or in another tab when its script cannot be loaded. */
  openCard({ id, name }: Pick<Member, 'id' | 'name'>): void {
    this.#card().then(
      (card) => card.open(id, name),
      () => window.open(`/chat/${this.#roomId}/people/${id}`, '_blank', 'noopener'),
    );
  }

  /** The listed members without the reader. */
  get others(): Member[] {
    return this.#members.listed.filter(({ id }) => id !== this.#ownId);
  }

  /** See {@link RoomMembers.mentionNameOf}. */
  mentionNameOf(id: string): string | undefined {
    return this.#members.mentionNameOf(id);
  }

  /** Whether the reader may alert everybody in the room. */
  get mayCallAll(): boolean {
    return this.#ownRole !== undefined;
  }

  /** See {@link RoomMembers.withDistinctName}. */
  withDistinctName(member: Member): Member {
    return this.#members.withDistinctName(member);
  }

  replace(frame: Frame<'welcome' | 'members'>): void {
    this.#members.replace(frame.members, frame.count);
    this.#show();
  }

  /** Shows new names and roles. */
  rename(renamed: Member[]): void {
    this.#members.rename(renamed);
    this.#typing.remove(renamed);
    const own = renamed.findLast(({ id }) => id === this.#ownId);
    if (own) this.#ownRole = own.role;
    if (own) this.#moderationLink.hidden = own.role === undefined && !this.#keepsOrderAnywhere;
    this.#show();
  }

  /** @returns how many members joined or left */
  change(change: PresenceChange, frame: Frame<PresenceChange>): number {
    const total = this.#members[change](frame.members, frame.count);
    if (change === 'left') this.#typing.remove(frame.members);
    this.#show();
    return total;
  }

  /** Shows that a member types, unless the reader is or ignores that member. */
  types(member: Member): void {
    if (member.id !== this.#ownId && !this.ignored.has(member.id))
      this.#typing.add(this.withDistinctName(member));
  }

  /** Shows that a member types no more; absent: that nobody does. */
  typesNoMore(member?: Member): void {
    if (member) this.#typing.remove([member]);
    else this.#typing.clear();
  }

  retranslate(): void {
    this.#typing.retranslate();
    this.#show();
  }

  /** Once a frame: a crowd comes and goes in many frames of the connection. */
  #show(): void {
    this.#showing.request();
  }

  #actionsFor(id: string, mention: (name: string) => void) {
    if (id === this.#ownId) return [];
    const { t } = this.#translator;
    const ignoring = {
      label: t(this.ignored.has(id) ? 'card.no_longer_ignore' : 'card.ignore'),
      run: () => this.ignored.toggle(id),
    };
    const name = this.#members.mentionNameOf(id);
    return name === undefined
      ? [ignoring]
      : [{ label: t('card.mention'), run: () => mention(name) }, ignoring];
  }
}
