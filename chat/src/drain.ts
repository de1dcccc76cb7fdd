import type { Rooms } from './room/rooms.ts';
import type { Timing } from './timing.ts';

/**
 * Tells each client when to open a connection to another process, and goes on with the old ones, so that nobody misses a message.
 * Resolves when all clients have closed theirs, or when the time for it is over: a client may not know this, and there may be no
 * other process.
 */
export async function handOver(rooms: Rooms, timing: Timing): Promise<void> {
  const connections = rooms.all();
  const closed = connections.map((connection) => connection.whenClosed());
  for (const connection of connections) connection.announceRestart(retryIn(timing));
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timing.handOver);
  });
  await Promise.race([Promise.all(closed), tooLong]);
  clearTimeout(timer);
}

/** Closes all connections; the socket of a client that does not answer in time is destroyed. */
export async function closeAll(rooms: Rooms, timing: Timing): Promise<void> {
  const connections = rooms.all();
  const closed = connections.map((connection) => connection.whenClosed());
  for (const connection of connections) connection.close('restart', retryIn(timing));
  await Promise.all(closed);
}

const retryIn = ({ reconnectDelay }: Timing) => Math.trunc((1 + Math.random()) * reconnectDelay);
