/** A connection that is to answer, again and again. */
export type Asked = {
  /** Asks for the least there is; a rejection is an answer too. */
  ask(): Promise<unknown>;
  /** Called when no answer came in time. */
  silent(): void;
};

/**
 * Asks connections whether they still answer. A network that swallows what is sent reports nothing: TCP gives up after a
 * quarter of an hour, and a limit on idle time is put off by every further write.
 *
 * @param connections those that stand at the moment; called before each round
 * @param every milliseconds from one round to the next
 * @param within milliseconds that an answer may take
 * @returns ends it
 */
export function watchAnswers(connections: () => Iterable<Asked>, every: number, within: number): () => void {
  let stopped = false;
  let timer = setTimeout(look, every);
  timer.unref();

  async function look(): Promise<void> {
    await Promise.all(Array.from(connections(), hear));
    if (stopped) return;
    timer = setTimeout(look, every);
    timer.unref();
  }

  async function hear(connection: Asked): Promise<void> {
    const answered = await inTime(connection.ask(), within);
    if (!answered && !stopped) connection.silent();
  }

  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/**
 * Whether a promise settles, either way, within a time.
 *
 * @param within milliseconds
 */
export function inTime(promise: Promise<unknown>, within: number): Promise<boolean> {
  return new Promise((resolve) => {
    // An answer that lies in the socket of a process that stood still is read before this is called.
    const timer = setTimeout(() => setImmediate(() => setImmediate(resolve, false)), within);
    const settled = () => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(settled, settled);
  });
}
