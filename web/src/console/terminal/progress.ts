const REDRAWN_EVERY_MS = 100;
const TOLD_EVERY_MS = 10_000;

/**
 * How far something has come: one line that is drawn over in a terminal, a line now and then in anything else.
 *
 * @param stream standard error
 */
export function progressLine(stream: NodeJS.WritableStream & { isTTY?: boolean; columns?: number }) {
  const { isTTY = false } = stream;
  let next = isTTY ? 0 : performance.now() + TOLD_EVERY_MS;
  let drawn = false;
  return {
    show(text: string): void {
      const now = performance.now();
      if (now < next) return;
      next = now + (isTTY ? REDRAWN_EVERY_MS : TOLD_EVERY_MS);
      // A line that breaks could not be drawn over.
      stream.write(isTTY ? `\r${text.slice(0, (stream.columns || 80) - 1)}\x1b[K` : `${text}\n`);
      drawn = isTTY;
    },
    /** Before anything else is written. */
    clear(): void {
      if (drawn) stream.write('\r\x1b[K');
      drawn = false;
    },
  };
}
