import type { ClosingReason, Member } from '../protocol.ts';

/** The part of a connection that its room uses. */
export type RoomConnection = {
  member: Member;
  /** When the token that it opened with gave the member this name, role and mute, in seconds since 1970. */
  readonly namedAt: number;
  /** Until when the member may not write, as that token says, in seconds since 1970; 0: the member may. */
  readonly mutedUntil: number;
  /** Its index in the room's list; the room sets it. */
  indexInRoom: number;
  /** Whether its client has the names of all members; a crowd is partly counted only. */
  listsAll: boolean;
  /** Sends the bytes of whole frames. */
  write(frames: Buffer): void;
  close(reason: ClosingReason): void;
  closeRevoked(): void;
};
