/** Intervals and timeouts of the chat service, in milliseconds; tests hand in shorter ones. */
export type Timing = {
  /** How long a request, such as a handshake, may take to arrive; requests are tiny. */
  handshake: number;
  /** How often the deadlines of sockets and rooms are checked. */
  tick: number;
  /** How often a socket is pinged. */
  ping: number;
  /** A socket is dead after this long without a pong. */
  pongTimeout: number;
  /** How long a member stays present after their last tab closed, so that other members do not see a reload. */
  grace: number;
  /** The shortest time between two writes to a room; frames that come meanwhile leave together. */
  flushInterval: number;
  /** How long a command may take; a page gives a message up after 20 seconds. */
  command: number;
  /** How long a client may take to answer a close; when the service stops, how long all clients together may take. */
  closeTimeout: number;
  /** On a restart each client gets a random delay until it reconnects, from this to twice this. */
  reconnectDelay: number;
  /** How long clients may take to connect to another process when this one stops. */
  handOver: number;
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
  handOver: 5000,
};

/** Milliseconds on a monotonic clock; an integer, which V8 keeps without a heap object. */
export const now = (): number => Math.trunc(performance.now());
