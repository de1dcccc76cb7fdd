/** The chat service's clockwork, in milliseconds; tests hand in shorter ones. */
export type Timing = {
  /** How long a handshake, or any request, may take to arrive: they are tiny. */
  handshake: number;
  /** How often sockets' and rooms' deadlines are looked at. */
  tick: number;
  /** How often a socket is pinged. */
  ping: number;
  /** After so long without a pong a socket is dead. */
  silence: number;
  /** A person whose last tab closed is still there for so long: a reload is not news. */
  grace: number;
  /** How long a room that was just written to is left alone, so that what comes next leaves together. */
  pace: number;
  /** How long a command may take; a page gives a message up after 20 seconds. */
  command: number;
  /** How long a peer may take to answer a close, and all of them together when the service stops. */
  farewell: number;
  /** A restart is told with a time to come back in between this and twice this, so that not all come at once. */
  comeBack: number;
};

export const TIMING: Timing = {
  handshake: 10_000,
  tick: 1000,
  ping: 25_000,
  silence: 60_000,
  grace: 5000,
  pace: 2,
  command: 8000,
  farewell: 3000,
  comeBack: 1000,
};

/** Milliseconds on a clock that nobody sets; whole, so that V8 keeps them without a heap object each. */
export const now = (): number => Math.trunc(performance.now());
