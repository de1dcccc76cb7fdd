/** Intervals and timeouts of the chat service, in milliseconds; tests hand in shorter ones. */
export type Timing = {
  /** How long a handshake, or any request, may take to arrive: they are tiny. */
  handshake: number;
  /** How often the deadlines of sockets and rooms are checked. */
  tick: number;
  /** How often a socket is pinged. */
  ping: number;
  /** After so long without a pong a socket is dead. */
  pongTimeout: number;
  /** A member whose last tab closed is still there for so long, so that nobody sees a reload. */
  grace: number;
  /** The shortest time between two writes to a room, so that what comes meanwhile leaves together. */
  flushInterval: number;
  /** How long a command may take; a page gives a message up after 20 seconds. */
  command: number;
  /** How long a client may take to answer a close, and all of them together when the service stops. */
  closeTimeout: number;
  /** On a restart every client is told to come back after a random time, from this to twice this. */
  reconnectDelay: number;
};

export const TIMING: Timing = {
  handshake: 10_000,
  tick: 1000,
  ping: 25_000,
  pongTimeout: 60_000,
  grace: 5000,
  flushInterval: 2,
  command: 8000,
  closeTimeout: 3000,
  reconnectDelay: 1000,
};

/** Milliseconds on a monotonic clock; an integer, which V8 keeps without a heap object. */
export const now = (): number => Math.trunc(performance.now());
