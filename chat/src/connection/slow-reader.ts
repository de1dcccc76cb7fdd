import type { Writable } from 'node:stream';

/** In bytes: the most that may wait to be sent to one client. */
export const MAX_QUEUED = 1024 * 1024;

/** Whether the client reads too slowly. It is disconnected, because the bytes that wait for it would fill the memory. */
export const isSlowReader = (stream: Writable): boolean => stream.writableLength > MAX_QUEUED;
