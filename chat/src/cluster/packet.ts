import { z } from 'zod';
import type { Member } from '../protocol.ts';

/** What a process tells the others of a room, in the order in which it happened. */
export type Item =
  /** Who is in the room there, all of them; asks the others to tell the same. */
  | ({ type: 'hello' } & Account)
  | ({ type: 'people' } & Account)
  | { type: 'came'; member: Member }
  | { type: 'left'; id: string }
  /** The bytes of one frame, as they go to every socket; `except` is a person whose own sockets are left out. */
  | { type: 'said'; frame: Buffer; from: string; except: string | undefined };

/** The state of a room that a process sends in a greeting, and in the answer to one. */
export type Account = {
  members: readonly Member[];
  /** Tells this opening of the room by this process from others of its own. */
  opening: number;
  /** How many messages were said there since, whether they could be told or not: who heard fewer has missed some. */
  said: number;
  /** In milliseconds, not a time, since clocks differ: how long ago it last knew that the others and it hear each other. */
  cutFor?: number | undefined;
};

export type Packet = { process: string; items: Item[] };

const TYPES = ['hello', 'people', 'came', 'left', 'said'] as const;
/** The text of a UUID: processes and people have no other ids. */
const ID = 36;
const HEAD = 5;
const NOBODY = ' '.repeat(ID);

/** Built once: each would cost more than all the rest of a packet. */
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const id = z.string().regex(UUID);
const member = z.object({ id, name: z.string(), login: z.string().optional() });
const account = z.object({
  members: z.array(member),
  opening: z.int(),
  said: z.int().min(0),
  cutFor: z.int().min(0).optional(),
});

/**
 * Who tells it (a UUID), and of each item its type (1 byte), the length of what follows (4 bytes), and that.
 *
 * @param process the id of the process that tells it
 */
export function encodePacket(process: string, items: readonly Item[]): Buffer {
  const parts: Buffer[] = [Buffer.from(process, 'latin1')];
  for (const item of items) {
    const said = item.type === 'said';
    const text = said ? item.from + (item.except ?? NOBODY) : JSON.stringify(contentOf(item));
    const head = Buffer.allocUnsafe(HEAD + Buffer.byteLength(text));
    head[0] = TYPES.indexOf(item.type);
    head.writeUInt32BE(head.length - HEAD + (said ? item.frame.length : 0), 1);
    head.write(text, HEAD);
    parts.push(head);
    if (said) parts.push(item.frame);
  }
  return Buffer.concat(parts);
}

/** @throws when the bytes are no packet */
export function decodePacket(bytes: Buffer): Packet {
  const process = idAt(bytes, 0);
  const items: Item[] = [];
  for (let at = ID; at < bytes.length; ) {
    const type = TYPES[bytes.readUInt8(at)];
    const start = at + HEAD;
    at = start + bytes.readUInt32BE(at + 1);
    if (type === undefined || at > bytes.length) throw new RangeError('no packet');
    items.push(decodeItem(type, bytes.subarray(start, at)));
  }
  return { process, items };
}

function contentOf(item: Exclude<Item, { type: 'said' }>): unknown {
  if (item.type === 'came') return item.member;
  if (item.type === 'left') return item.id;
  const { members, opening, said, cutFor } = item;
  return { members, opening, said, cutFor };
}

function decodeItem(type: Item['type'], content: Buffer): Item {
  if (type === 'said') {
    const except = content.toString('latin1', ID, 2 * ID) === NOBODY ? undefined : idAt(content, ID);
    return { type, frame: content.subarray(2 * ID), from: idAt(content, 0), except };
  }
  const value: unknown = JSON.parse(content.toString());
  if (type === 'came') return { type, member: member.parse(value) };
  if (type === 'left') return { type, id: id.parse(value) };
  return { type, ...account.parse(value) };
}

function idAt(bytes: Buffer, at: number): string {
  const text = bytes.toString('latin1', at, at + ID);
  if (!UUID.test(text)) throw new RangeError('no id');
  return text;
}
