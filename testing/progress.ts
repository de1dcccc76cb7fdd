/**
 * Says that something slow goes on, and for how long: a line that counts in a terminal, a plain line now and then in a
 * log.
 *
 * @returns what `work` returns
 */
export async function during<T>(what: string, work: Promise<T>): Promise<T> {
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const terminal = process.stdout.isTTY;
  const show = () =>
    process.stdout.write(terminal ? `\r${what}: ${elapsed()}\x1b[K` : `${what}: ${elapsed()}\n`);
  show();
  const timer = setInterval(show, terminal ? 1000 : 10_000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    if (terminal) process.stdout.write('\r\x1b[K');
  }
}
