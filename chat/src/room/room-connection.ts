import type { ClosingReason, Member } from '../protocol.ts';

/** What a room needs of each connection in it. */
export type RoomConnection = {
  member: Member;
  /** When a token gave the member this name, in seconds since 1970. */
  readonly namedAt: number;
  /** Its index in the room's list; the room sets it. */
  indexInRoom: number;
  /** Whether its client knows the name of everybody in the room: of a crowd, some are only counted. */
  listsAll: boolean;
  /** Sends the bytes of whole frames. */
  write(frames: Buffer): void;
  close(reason: ClosingReason): void;
  closeRevoked(): void;
};
