import type { Writable } from 'node:stream';

/** In bytes: this much may wait to be sent to one client. */
export const MAX_QUEUED = 1024 * 1024;

/** Whether the client reads too slowly: it is disconnected, because what waits for it would fill the memory. */
export const isSlowReader = (stream: Writable): boolean => stream.writableLength > MAX_QUEUED;
