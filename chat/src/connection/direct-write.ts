import { writeSync } from 'node:fs';
import { Socket } from 'node:net';

/** In bytes: of more than this the kernel often takes a part only, and then this way is the longer one. */
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
 * Writes what the kernel takes at once past the stream, whose machinery is a good part of a delivery (decision 24), and leaves
 * the rest to it. Bytes keep their order: whatever waits in the stream goes first.
 *
 * @param descriptor of `stream`, or `NO_DESCRIPTOR`
 */
export function writeDirectly(stream: Socket, descriptor: number, bytes: Buffer): void {
  // Once a stream is destroyed its descriptor is closed, and its number may be somebody else's connection.
  const passable = descriptor !== NO_DESCRIPTOR && !stream.destroyed;
  if (!passable || stream.writableLength > 0 || bytes.length > MOST) {
    stream.write(bytes);
    return;
  }
  let written = 0;
  try {
    written = writeSync(descriptor, bytes);
  } catch {
    // The kernel's queue is full, or the connection broken: the stream finds out which.
  }
  if (written < bytes.length) stream.write(written === 0 ? bytes : bytes.subarray(written));
}
