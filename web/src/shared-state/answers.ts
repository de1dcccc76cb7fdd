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
  const repository = new Map<string, { text: string; until: number }>();
  return {
    async read(key) {
      const answer = repository.get(key);
      if (!answer || answer.until > now()) return answer?.text;
      repository.delete(key);
      return undefined;
    },
    async keep(key, text, seconds) {
      repository.delete(key);
      repository.set(key, { text, until: now() + seconds * 1000 });
      const [oldest] = repository.keys();
      if (repository.size > MOST && oldest !== undefined) repository.delete(oldest);
    },
  };
}
