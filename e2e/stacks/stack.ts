import { isUntrusted, trust } from './trust.ts';

/** A running Lantern, however it runs, and what a story may do to it. */
export type Stack = {
  baseURL: string;
  /** For each chat process of several, a name of a room whose sockets the gateway sends there. */
  hints?: string[];
  /** Ends what holds the rooms and starts it again: all of chat, or the one process that is everything. */
  restartChat(): Promise<void>;
  /**
   * Runs a command of the console, where this Lantern runs.
   * @throws when it fails
   */
  console(...words: string[]): Promise<void>;
  /** Absent where it is embedded. */
  database?: Server;
  redis?: Server;
  /** What all processes have written so far. */
  logs(): Promise<string>;
  stop(): Promise<void>;
};

export type Server = {
  halt(): Promise<void>;
  start(): Promise<void>;
};

/** All people of the stories come from one address. */
export const MANY_PEOPLE = { RATE_LIMIT_FACTOR: '100' };

/**
 * Waits until `url` answers with 200. A certificate that it has made itself is trusted from then on.
 * @throws with `explain()` when it does not within `seconds`
 */
export async function untilReady(
  url: string,
  seconds: number,
  explain: () => Promise<string>,
): Promise<void> {
  const giveUpAt = Date.now() + seconds * 1000;
  while (Date.now() < giveUpAt) {
    try {
      if ((await fetch(url, { signal: AbortSignal.timeout(2000) })).ok) return;
    } catch (error) {
      if (isUntrusted(error)) await trust(url);
      // Else it does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} is not ready after ${seconds} s\n${(await explain()).slice(-4000)}`);
}
