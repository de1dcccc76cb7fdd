/** Finds out whether one connection still answers. */
export type LivenessProbe = {
  /** Sends the shortest request that gets an answer; a rejection is an answer too. */
  ping(): Promise<unknown>;
  /** Called when no answer came in time. */
  onTimeout(): void;
};

export type LivenessWatch = {
  /** Returns one probe for each open connection; called before each round. */
  probes(): Iterable<LivenessProbe>;
  /** Milliseconds from one round to the next. */
  every: number;
  /** Milliseconds that an answer may take. */
  within: number;
};

/**
 * Asks connections whether they still answer. A network that drops packets reports nothing: TCP gives up after a quarter
 * of an hour, and every further write restarts a limit on idle time.
 *
 * @returns a function that stops it
 */
export function watchLiveness({ probes, every, within }: LivenessWatch): () => void {
  let stopped = false;
  let timer = setTimeout(probeAll, every);
  timer.unref();

  async function probeAll(): Promise<void> {
    await Promise.all(Array.from(probes(), run));
    if (stopped) return;
    timer = setTimeout(probeAll, every);
    timer.unref();
  }

  async function run(probe: LivenessProbe): Promise<void> {
    const answered = await settlesWithin(probe.ping(), within);
    if (!answered && !stopped) probe.onTimeout();
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
export function settlesWithin(promise: Promise<unknown>, within: number): Promise<boolean> {
  return new Promise((resolve) => {
    // If the process stood still, an answer may wait in the socket: it is read before this resolves.
    const timer = setTimeout(() => setImmediate(() => setImmediate(resolve, false)), within);
    const settled = () => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(settled, settled);
  });
}
