/** Answers that are asked for again soon; each is forgotten by itself. */
export type Answers = {
  read(key: string): Promise<string | undefined>;
  /** @param seconds until it is forgotten */
  keep(key: string, text: string, seconds: number): Promise<void>;
};

/** More than this, and the oldest goes. */
const MOST = 10_000;

/** @param now milliseconds */
export function answersInMemory(now: () => number = Date.now): Answers {
  const stored = new Map<string, { text: string; until: number }>();
  return {
    async read(key) {
      const answer = stored.get(key);
      if (!answer || answer.until > now()) return answer?.text;
      stored.delete(key);
      return undefined;
    },
    async keep(key, text, seconds) {
      stored.delete(key);
      stored.set(key, { text, until: now() + seconds * 1000 });
      const [oldest] = stored.keys();
      if (stored.size > MOST && oldest !== undefined) stored.delete(oldest);
    },
  };
}
