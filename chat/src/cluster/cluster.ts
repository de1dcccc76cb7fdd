import type { Member, MemberRole } from '../protocol.ts';
import type { ClusterMetrics } from './cluster-metrics.ts';
import type { RoomCounts } from './counts/room-counts.ts';

/**
 * Web sends notices to every chat process. `at` is when the notice became true, in milliseconds since 1970 by the database's clock,
 * which also dates room tokens; the release before does not send `at`.
 */
export type Notice = { at?: number | undefined } & (
  | { type: 'room-deleted'; room_id: string }
  /** Puts a member out. A member who is not banned may get a new token and come back. */
  | { type: 'member-removed'; user_id: string; room_id: string }
  /** The member's role in the room from now on. Null: the member is neither owner nor moderator. */
  | { type: 'member-role'; user_id: string; room_id: string; role: MemberRole | null }
  /** Until when a member may not write, in milliseconds since 1970; null: the member may write again. */
  | {
      type: 'member-muted';
      user_id: string;
      room_id: string;
      until: number | null;
      reason?: string | undefined;
    }
  /** How many seconds members of a room wait from one message to the next. */
  | { type: 'room-slow-mode'; room_id: string; seconds: number }
  | { type: 'room-renamed'; room_id: string; name: string }
  /** Revokes all room tokens that these people have. A person who may still enter gets a new token and comes back. */
  | { type: 'user-revocation'; user_ids: string[] }
  /** Revokes all room tokens for these rooms. */
  | { type: 'room-revocation'; room_ids: string[] }
  /** A person has a new name since `since`, in seconds since 1970 by the clock that dates room tokens. */
  | { type: 'user-renamed'; user_id: string; name: string; since: number }
  /** Revokes all room tokens of one sign-in; the person's other sign-ins go on. */
  | { type: 'sign-in-revocation'; user_id: string; sign_in_id: string }
);

/**
 * Connects web and the chat processes. `local.ts` is for web and chat in one process, `redis.ts` for several processes. A peer is
 * another chat process.
 */
export type Cluster = {
  /** Publishes a notice. Resolves when it is handed over; rejects when Redis cannot be reached. */
  announce(notice: Notice): Promise<void>;
  /** Calls `listener` for every notice from now on. */
  onNotice(listener: (notice: Notice) => void): void;
  /** Connects a room with the same room on the peers. */
  join(roomId: string, room: LocalRoom): RoomRelay;
  readonly counts: RoomCounts;
  /** Whether notices arrive at the moment. */
  isConnected(): boolean;
  /** Asks Redis whether notices arrive and packets can be published. */
  isReady(): Promise<boolean>;
  /** Counts the subscriptions to notices: while the number stays the same, this process has missed none. */
  subscriptionCount(): number;
  readonly counted: ClusterMetrics;
  close(): Promise<void>;
};

/** A relay finds out when a message is missing. A signal, such as `typing`, may get lost. */
export type BroadcastKind = 'message' | 'signal';

/** What a member waits for in slow mode, each by itself: the next message, and the next correction. */
export const SLOWED = ['message', 'edit'] as const;
export type SlowedAct = (typeof SLOWED)[number];

/** That a member wrote so many milliseconds ago: a duration, since the clocks of processes differ. */
export type Wait = { member: string; act: SlowedAct; ago: number };

/** What the peers of a room learn of it when one of them opens it. */
export type SharedState = {
  /** The members who are connected to the process that tells it. */
  members: readonly Member[];
  /** Who waits in slow mode; absent: nobody. */
  waits?: readonly Wait[] | undefined;
};

/** One room on this process. The relay reads its members, and calls it when something happens on a peer. */
export type LocalRoom = {
  localState(): SharedState;
  /** Replaces the list of the members on a peer, and takes over the waits that it knows of. */
  setPeerState(peer: string, state: SharedState): void;
  /** A member joined on a peer, or has another name there. */
  peerMemberJoinedOrRenamed(peer: string, member: Member): void;
  peerMemberLeft(peer: string, memberId: string): void;
  /**
   * @param frame bytes of one whole frame
   * @param from the id of the member who sends it
   */
  peerBroadcast(kind: BroadcastKind, frame: Buffer, from: string): void;
  /** Called when this process can no longer reach its peers, and when it can again. */
  partialChanged(partial: boolean): void;
  /**
   * Called when this process missed messages that were sent on a peer.
   *
   * @param since milliseconds since 1970, by this process's clock: nothing before that was missed
   */
  messagesMissed(since: number): void;
};

/** The way from a room on this process to the same room on its peers. It keeps the order of what it sends. */
export type RoomRelay = {
  /** Whether other processes may have the room open as well. */
  readonly isShared: boolean;
  /**
   * Resolves when the relay knows the members on the peers and misses no message any more, or after a timeout;
   * undefined when there is nothing to wait for.
   */
  readonly ready: Promise<void> | undefined;
  /** Whether messages and members of some peers may be missing. */
  readonly partial: boolean;
  /** A member opened their first socket on this process, or a member on this process has a new name. */
  memberJoinedOrRenamed(member: Member): void;
  /** A member has left this process. */
  memberLeft(memberId: string): void;
  broadcast(kind: BroadcastKind, frame: Buffer, from: string): void;
  /** Sends what has been added since the last flush. */
  flush(): void;
  close(): void;
};
