import type { Listener } from './relay.ts';

/** Sent by itself now and then, whatever is asked for. */
const PING = '*1\r\n$4\r\nPING\r\n';

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
      if (!waiting && text !== PING) heard(text);
      waiting = true;
    },
    answered() {
      waiting = false;
    },
  };
}
