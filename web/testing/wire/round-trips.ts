import type { Listener } from './relay.ts';

/** Sent by itself now and then, whatever is asked for: who asks meanwhile waits for an answer of their own. */
const [PING, PONG] = ['*1\r\n$4\r\nPING\r\n', '+PONG\r\n'];

/**
 * Hears how often a client of Redis waits for the server: commands that are sent together are one round trip.
 *
 * @param heard is told what begins each
 */
export function roundTrips(heard: (commands: string) => void): Listener {
  let waiting = false;
  return {
    asked(data) {
      const text = data.toString();
      if (text === PING) return;
      if (!waiting) heard(text);
      waiting = true;
    },
    answered(data) {
      if (data.toString() !== PONG) waiting = false;
    },
  };
}
