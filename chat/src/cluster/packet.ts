import { z } from 'zod';
import { MEMBER_ROLES, type Member } from '../protocol.ts';
import { type BroadcastKind, type SharedState, SLOWED } from './cluster.ts';

/** One part of a packet about a room. Items stand in the order in which things happened. */
export type PacketItem =
  /** The state of the room on the sender; it asks the peers to send theirs. */
  | ({ type: 'hello' } & RoomState)
  | ({ type: 'state' } & RoomState)
  /** A member who joined on the sender, or has a new name there. */
  | { type: 'joined'; member: Member }
  | { type: 'left'; id: string }
  /** The bytes of one frame, as they go to every socket. */
  | { type: BroadcastKind; frame: Buffer; from: string };

/** The state of a room on one process, which it sends in a `hello` and in the answer to one. */
export type RoomState = SharedState & {
  /** Changes each time that process opens the room anew. */
  openedAt: number;
  /** How many messages were sent there since, published or not: a peer that received fewer has missed some. */
  messageCount: number;
  /** How long ago that process surely received everything, in milliseconds. It is a duration, since clocks differ. */
  disconnectedFor?: number | undefined;
};

export type Packet = {
  /** The id of the process that sends it. */
  sender: string;
  items: PacketItem[];
};

const TYPES = ['hello', 'state', 'joined', 'left', 'message', 'signal'] as const;
/** The text of a UUID: processes and members have no other ids. */
const ID_LENGTH = 36;
/** The type of an item (1 byte) and its length (4 bytes). */
const HEADER_LENGTH = 5;

/** The schemas are built once: building one takes longer than reading a packet. */
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const id = z.string().regex(UUID);
const member = z.object({
  id,
  name: z.string(),
  login: z.string().optional(),
  role: z.enum(MEMBER_ROLES).optional(),
});
const roomState = z.object({
  members: z.array(member),
  openedAt: z.int(),
  messageCount: z.int().min(0),
  waits: z.array(z.object({ member: id, act: z.enum(SLOWED), ago: z.int().min(0) })).optional(),
  disconnectedFor: z.int().min(0).optional(),
});

/**
 * Writes the sender (a UUID), then for each item its type (1 byte), the length of its content (4 bytes), and the content.
 *
 * @param sender the id of the process that sends it
 */
export function encodePacket(sender: string, items: readonly PacketItem[]): Buffer {
  const parts: Buffer[] = [Buffer.from(sender, 'latin1')];
  for (const item of items) {
    const frame = 'frame' in item ? item.frame : undefined;
    const text = 'frame' in item ? item.from : JSON.stringify(contentOf(item));
    const head = Buffer.allocUnsafe(HEADER_LENGTH + Buffer.byteLength(text));
    head[0] = TYPES.indexOf(item.type);
    head.writeUInt32BE(head.length - HEADER_LENGTH + (frame?.length ?? 0), 1);
    head.write(text, HEADER_LENGTH);
    parts.push(head);
    if (frame) parts.push(frame);
  }
  return Buffer.concat(parts);
}

/** @throws when the bytes are no packet */
export function decodePacket(bytes: Buffer): Packet {
  const sender = idAt(bytes, 0);
  const items: PacketItem[] = [];
  for (let at = ID_LENGTH; at < bytes.length; ) {
    const type = TYPES[bytes.readUInt8(at)];
    const start = at + HEADER_LENGTH;
    at = start + bytes.readUInt32BE(at + 1);
    if (type === undefined || at > bytes.length) throw new RangeError('no packet');
    items.push(decodeItem(type, bytes.subarray(start, at)));
  }
  return { sender, items };
}

function contentOf(item: Exclude<PacketItem, { type: BroadcastKind }>): unknown {
  if (item.type === 'joined') return item.member;
  if (item.type === 'left') return item.id;
  const { members, waits, openedAt, messageCount, disconnectedFor } = item;
  return { members, waits, openedAt, messageCount, disconnectedFor };
}

function decodeItem(type: PacketItem['type'], content: Buffer): PacketItem {
  if (type === 'message' || type === 'signal')
    return { type, frame: content.subarray(ID_LENGTH), from: idAt(content, 0) };
  const value: unknown = JSON.parse(content.toString());
  if (type === 'joined') return { type, member: member.parse(value) };
  if (type === 'left') return { type, id: id.parse(value) };
  return { type, ...roomState.parse(value) };
}

function idAt(bytes: Buffer, at: number): string {
  const text = bytes.toString('latin1', at, at + ID_LENGTH);
  if (!UUID.test(text)) throw new RangeError('no id');
  return text;
}
