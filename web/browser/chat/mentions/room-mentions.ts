import type { Member } from '@lantern/chat/protocol';
import type { MentionablePeople } from '../completion/people-source.ts';
import { CALLS } from './calls.ts';
import { createMentionFinder, type MentionedPerson } from './mentions.ts';

type Finder = ReturnType<typeof createMentionFinder>;
type Reader = MentionedPerson & Pick<Member, 'id'>;

/** Finds what a message mentions, which depends on who wrote it. */
export class RoomMentions {
  #people: () => MentionablePeople;
  #reader: Reader;
  #ofReader: Finder;
  /** For messages of the owner and of moderators, whose call alerts everybody. */
  #ofReaderAndAll: Finder;

  constructor(reader: Reader, people: () => MentionablePeople) {
    this.#people = people;
    this.#reader = reader;
    this.#ofReader = createMentionFinder(reader);
    this.#ofReaderAndAll = createMentionFinder(reader, ...CALLS);
  }

  /** @param name the reader's new one */
  rename(name: string): void {
    this.#reader = { ...this.#reader, name };
    this.#ofReader = createMentionFinder(this.#reader);
    this.#ofReaderAndAll = createMentionFinder(this.#reader, ...CALLS);
  }

  /**
   * Returns what finds the mentions in the messages of a member. In those of others it finds the reader's, and calls to everybody
   * if the member's role allows them. In the reader's own it finds those of everybody in the room: it shows whom they alert.
   */
  finderFor({ id, role }: Pick<Member, 'id' | 'role'>): Finder {
    if (id === this.#reader.id) return (text) => this.#inOwn(text);
    return (text) => (role === undefined ? this.#ofReader(text) : this.#ofReaderAndAll(text));
  }

  #inOwn(text: string): ReturnType<Finder> {
    if (!text.includes('@')) return this.#ofReader(text);
    const { others, mayCallAll } = this.#people();
    return createMentionFinder(this.#reader, ...others, ...(mayCallAll ? CALLS : []))(text);
  }
}
