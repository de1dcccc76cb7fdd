/** Frames of the WebSocket protocol as a client makes and reads them (RFC 6455, section 5.2). */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Not zero: a server may leave out unmasking then. */
const MASK = [0x37, 0xfa, 0x21, 0x3d] as const;

/** One masked frame. */
export function clientFrame(opcode: number, payload: Buffer, final = true): Buffer {
  const head = frameHead(opcode, payload.length, final);
  const frame = Buffer.concat([head, payload]);
  mask(frame, head.length, payload);
  return frame;
}

/** The head of a masked frame, which may claim any length. */
export function frameHead(opcode: number, length: number, final = true): Buffer {
  const size = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + size + 4);
  head[0] = (final ? 0x80 : 0) | opcode;
  head[1] = 0x80 | (size === 0 ? length : size === 2 ? 126 : 127);
  if (size === 2) head.writeUInt16BE(length, 2);
  if (size === 8) head.writeBigUInt64BE(BigInt(length), 2);
  head.set(MASK, 2 + size);
  return head;
}

/** Writes `payload`, masked as from its beginning, into `frame` at `at`. */
function mask(frame: Buffer, at: number, payload: Buffer): void {
  for (let i = 0; i < payload.length; i += 1) frame[at + i] = (payload[i] ?? 0) ^ (MASK[i & 3] ?? 0);
}

/** Told of each frame; its payload lies between `start` and `end` of `data`, and only during the call. */
// biome-ignore lint/complexity/useMaxParams: it runs for every frame, and an object for each would be measured too.
export type OnFrame = (opcode: number, data: Buffer, start: number, end: number) => void;

/** Hands out the whole frames in `data`, from `start` on; returns what is left over. */
export function takeFrames(data: Buffer, start: number, onFrame: OnFrame): Buffer | undefined {
  let at = start;
  while (data.length - at >= 2) {
    let length = (data[at + 1] as number) & 0x7f;
    let head = 2;
    if (length === 126) {
      if (data.length - at < 4) break;
      length = data.readUInt16BE(at + 2);
      head = 4;
    } else if (length === 127) {
      if (data.length - at < 10) break;
      length = Number(data.readBigUInt64BE(at + 2));
      head = 10;
    }
    if (data.length - at < head + length) break;
    onFrame((data[at] as number) & 0x0f, data, at + head, at + head + length);
    at += head + length;
  }
  // A copy: what was read into is used again.
  return at < data.length ? Buffer.from(data.subarray(at)) : undefined;
}
