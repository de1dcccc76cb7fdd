import type { Frame, ServerFrame } from '../protocol.ts';

const FINAL_TEXT = 0x81;
const FINAL_PING = 0x89;
const START = {
  message: Buffer.from('{"type":"message",'),
  edit: Buffer.from('{"type":"edit",'),
};

/** An unmasked, unfragmented ping without payload (RFC 6455, section 5.5.2). */
export const PING = Buffer.from([FINAL_PING, 0]);

/**
 * Builds a frame once; the same bytes go to any number of sockets (RFC 6455, section 5.2).
 *
 * @returns the bytes of one unmasked text frame
 */
export function textFrame(frame: ServerFrame): Buffer {
  return frameOf(JSON.stringify(frame));
}

/**
 * Builds a frame that lists many members, whose JSON is cached.
 *
 * @param frame without its members
 * @param members their JSON, separated by commas
 */
export function listFrame(frame: ListFrame & { members: [] }, members: string): Buffer {
  // Within a string of JSON the quotes would be escaped: only the property itself looks like this.
  return frameOf(JSON.stringify(frame).replace('"members":[]', () => `"members":[${members}]`));
}

/** Whether a whole frame that {@link textFrame} has built, here or on a peer, has this type. */
export function isFrameOf(type: keyof typeof START, bytes: Buffer): boolean {
  const length = bytes[1] ?? 0;
  const start = length < 126 ? 2 : length === 126 ? 4 : 10;
  return bytes.subarray(start, start + START[type].length).equals(START[type]);
}

type ListFrame = Frame<'welcome' | 'joined' | 'left' | 'members'>;

function frameOf(json: string): Buffer {
  const length = Buffer.byteLength(json);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(head + length);
  bytes[0] = FINAL_TEXT;
  if (head === 2) bytes[1] = length;
  else if (head === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.write(json, head);
  return bytes;
}
