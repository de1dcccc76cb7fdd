import type { Logger } from '@lantern/service/log';
import type { LocalRoom } from './cluster.ts';
import type { Bus } from './redis/bus.ts';

/** Intervals, in milliseconds. */
export type Heartbeat = {
  /** How often a process sends a heartbeat. */
  interval: number;
  /** A process that sends nothing for this long is lost. */
  timeout: number;
};

/** The parts that all relays of a process share. */
export type SharedRelayParts = {
  bus: Bus;
  /** Logs packets that cannot be read. */
  log: Logger;
  /** The id of this process. */
  processId: string;
  heartbeat: Heartbeat;
  /** Called with the sender of every packet of a peer. */
  peerSeen(peer: string): void;
  /** Whether every peer that is not lost was seen after a moment of `now()`. */
  allPeersSeenAfter(moment: number): boolean;
  /** Until when this process surely received everything from its peers, in milliseconds since 1970. */
  completeUntil(): number;
};

export type RoomRelayParts = {
  shared: SharedRelayParts;
  /** The room's channel. */
  channel: string;
  room: LocalRoom;
  onClose(): void;
};
