import type { ServerFrame } from './protocol.ts';

const FINAL_TEXT = 0x81;
const FINAL_PING = 0x89;

/** An unmasked, unfragmented ping without payload (RFC 6455, section 5.5.2). */
export const PING = Buffer.from([FINAL_PING, 0]);

/**
 * Builds a frame once, as it goes over the wire to any number of sockets (RFC 6455, section 5.2).
 *
 * @param frame what to say
 * @returns the bytes of one unmasked text frame
 */
export function textFrame(frame: ServerFrame): Buffer {
  const json = JSON.stringify(frame);
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
