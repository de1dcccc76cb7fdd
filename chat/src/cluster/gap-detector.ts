import type { RoomState } from './packet.ts';

/**
 * The detector remembers at most this many peers of a room, the latest ones. It finds no gap in the messages of a forgotten peer.
 */
const MOST = 100;

/**
 * In milliseconds: Redis passes a packet on within this time. The messages that a peer sent while its last packet was on its way may be
 * lost with the connection. Nobody knows how long that packet took: clocks of processes differ.
 */
const IN_TRANSIT = 1000;

type PeerLog = {
  openedAt: number;
  /** How many messages were sent there, as far as is known here. */
  messageCount: number;
  /** In milliseconds since 1970: no message that the peer sent before is missing. */
  completeUntil: number;
};

export type Comparison = {
  peer: string;
  /** The state that the peer sent. */
  state: Pick<RoomState, 'openedAt' | 'messageCount' | 'disconnectedFor'>;
  /** Now, in milliseconds since 1970. */
  date: number;
  /** Until when this process surely received everything; undefined while it is connected. */
  disconnectedSince: number | undefined;
};

/** Counts the messages of a room that came from each peer: a lower count than the peer's own means that some are missing. */
export class GapDetector {
  readonly #peers = new Map<string, PeerLog>();
  #hasForgotten = false;

  /** Whether the peer may have had the room open since this process opened it. */
  mayKnow(peer: string): boolean {
    return this.#hasForgotten || this.#peers.has(peer);
  }

  countMessage(peer: string): void {
    const log = this.#peers.get(peer);
    if (log) log.messageCount += 1;
  }

  /** @param date when a packet of the peer arrived and none before it was missing, in milliseconds since 1970 */
  markComplete(peer: string, date: number): void {
    const log = this.#peers.get(peer);
    if (log) log.completeUntil = date - IN_TRANSIT;
  }

  /**
   * Compares the number of messages that a peer has sent with the number that arrived.
   *
   * @returns undefined when no message is missing; otherwise from when on messages may be missing, in milliseconds since 1970
   */
  compare({ peer, state, date, disconnectedSince }: Comparison): number | undefined {
    const { openedAt, messageCount, disconnectedFor } = state;
    const known = this.#peers.get(peer);
    this.#remember(peer, { openedAt, messageCount, completeUntil: date - IN_TRANSIT });
    // A peer that has just opened the room has sent nothing to anybody yet.
    if (known?.openedAt !== openedAt || known.messageCount >= messageCount) return undefined;
    const cuts = [
      disconnectedSince,
      disconnectedFor === undefined ? undefined : date - IN_TRANSIT - disconnectedFor,
    ].filter((cut) => cut !== undefined);
    return cuts.length === 0 ? known.completeUntil : Math.max(known.completeUntil, Math.min(...cuts));
  }

  #remember(peer: string, log: PeerLog): void {
    this.#peers.delete(peer);
    this.#peers.set(peer, log);
    for (const oldest of this.#peers.keys()) {
      if (this.#peers.size <= MOST) return;
      this.#peers.delete(oldest);
      this.#hasForgotten = true;
    }
  }
}
