import type { Member } from '../protocol.ts';

/**
 * News that web tells every chat process. `at` is when it was so, in milliseconds since 1970 by the database's clock, which room
 * tokens go by as well; absent from a web of the release before.
 */
export type Notice = { at?: number | undefined } & (
  | { type: 'room-closed'; room_id: string }
  | { type: 'person-removed'; person_id: string; room_id: string }
  /** Every room token that these people have by now: who may still enter gets a new one and comes back. */
  | { type: 'tokens-revoked'; person_ids: string[] }
  /** The same for everybody who is in one of these rooms. */
  | { type: 'room-tokens-revoked'; room_ids: string[] }
  /** Others see the person under this name since `since`, in seconds since 1970 by the clock that dates room tokens. */
  | { type: 'person-renamed'; person_id: string; name: string; since: number }
  /** A sign-in is over: whatever came of it. Other sign-ins of the person go on. */
  | { type: 'sign-in-ended'; person_id: string; sign_in_id: string }
);

/** What joins web and the chat processes. `local.ts` is for one process, `redis.ts` for several. */
export type Backplane = {
  /** Resolves when the news is handed over; rejects when it cannot be (Redis down). */
  announce(notice: Notice): Promise<void>;
  /** Calls `listener` for every notice from now on. */
  listen(listener: (notice: Notice) => void): void;
  /** Joins a room with the same room on other processes. */
  join(roomId: string, room: JoinedRoom): Link;
  /** Whether news passes at the moment. */
  up(): boolean;
  /** How often news had begun to pass: while the number stays, none was missed. */
  heardSince(): number;
  close(): Promise<void>;
};

/** One room on this process, as it is told what happens in it on the others. */
export type JoinedRoom = {
  /** Who is in it on this process. */
  here(): Member[];
  /** Who is in it on another process, all of them. */
  people(process: string, members: readonly Member[]): void;
  came(process: string, member: Member): void;
  left(process: string, id: string): void;
  /**
   * @param frame bytes of one whole frame
   * @param from the id of the person who says it
   * @param except the id of a person whose own sockets are left out
   */
  said(frame: Buffer, from: string, except: string | undefined): void;
  /** Whether this process and the others hear each other has changed. */
  reach(whole: boolean): void;
  /**
   * Something that was said on another process was not heard on this one.
   *
   * @param since milliseconds since 1970, by this process's clock: what was said before that was heard
   */
  missed(since: number): void;
};

/** How a room tells the other processes what happens in it here. Their order is kept. */
export type Link = {
  /**
   * Resolves when it is known who is in the room elsewhere and nothing said there is missed any more, or when that cannot
   * be had soon; undefined when there is no elsewhere.
   */
  readonly ready: Promise<void> | undefined;
  /** Whether this process and the others hear each other. */
  readonly whole: boolean;
  /** The first socket of somebody opened. */
  came(member: Member): void;
  /** Somebody has left who was here. */
  left(id: string): void;
  said(frame: Buffer, from: string, except: string | undefined): void;
  /** Sends off what was told since. */
  flush(): void;
  close(): void;
};
