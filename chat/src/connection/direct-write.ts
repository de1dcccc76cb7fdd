import { writeSync } from 'node:fs';
import { Socket } from 'node:net';

/** In bytes. The kernel often takes only a part of a longer write, and then this way is the longer one. */
const MOST = 64 * 1024;
/** No descriptor: the stream is not a plain TCP connection of this system. */
export const NO_DESCRIPTOR = -1;

/**
 * @returns the descriptor that `stream` writes to; `NO_DESCRIPTOR` on Windows, and where something stands between, such as TLS
 */
export function descriptorOf(stream: Socket): number {
  if (Object.getPrototypeOf(stream) !== Socket.prototype) return NO_DESCRIPTOR;
  // Node has no documented way to it; without it everything goes through the stream.
  const { _handle: handle } = stream as Socket & { _handle?: { fd?: number } | null };
  return handle?.fd ?? NO_DESCRIPTOR;
}

/**
 * Writes to the kernel past the stream, whose machinery is a good part of a delivery (decision 24), and leaves
 * to the stream what the kernel does not take at once. Bytes keep their order: those in the stream go first.
 *
 * @param descriptor of `stream`, or `NO_DESCRIPTOR`
 */
export function writeDirectly(stream: Socket, descriptor: number, bytes: Buffer): void {
  // The descriptor of a destroyed stream is closed, and its number may belong to another connection.
  const passable = descriptor !== NO_DESCRIPTOR && !stream.destroyed;
  if (!passable || stream.writableLength > 0 || bytes.length > MOST) {
    stream.write(bytes);
    return;
  }
  let written = 0;
  try {
    written = writeSync(descriptor, bytes);
  } catch {
    // Either the kernel's queue is full or the connection is broken; the stream finds out which.
  }
  if (written < bytes.length) stream.write(written === 0 ? bytes : bytes.subarray(written));
}
