import type { ChatOutcome } from '../../chat-notifier/index.ts';
import type { Batch } from '../../films/index.ts';
import { count } from '../terminal/counts.ts';

const WIDTH = 20;
const number = new Intl.NumberFormat('en');

/**
 * Counts what an import did.
 *
 * @param size of the file in bytes, if it is known
 * @param fromLine the first line that counts
 */
export function importProgress(size: number | undefined, fromLine: number) {
  const began = performance.now();
  const counts = { made: 0, changed: 0, unchanged: 0, rejected: 0 };
  let line = fromLine - 1;
  let bytes = 0;
  let chat: ChatOutcome = 'published';
  const films = () => counts.made + counts.changed + counts.unchanged;

  return {
    get rejected() {
      return counts.rejected;
    },
    get chat() {
      return chat;
    },

    /** @returns the same text; how much of it was read is known then */
    async *counted(text: AsyncIterable<string>): AsyncGenerator<string, void> {
      for await (const piece of text) {
        bytes += Buffer.byteLength(piece);
        yield piece;
      }
    },

    add(batch: Batch): void {
      line = batch.line;
      counts.made += batch.made;
      counts.changed += batch.changed;
      counts.unchanged += batch.unchanged;
      counts.rejected += batch.rejected.length;
      chat = batch.chat;
    },

    text(): string {
      const rate = (films() + counts.rejected) / ((performance.now() - began) / 1000);
      const known = size ? Math.min(1, bytes / size) : undefined;
      const filled = Math.round((known ?? 0) * WIDTH);
      const bar = `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}] ${Math.floor((known ?? 0) * 100)} %, `;
      return `${known === undefined ? '' : bar}line ${number.format(line)}, ${number.format(Math.round(rate))} a second`;
    },

    /** What was done, in a line. */
    summary(): string {
      const { made, changed, unchanged } = counts;
      const rooms = `${count(made, 'room')} made, ${number.format(changed)} changed`;
      return `${count(films(), 'film')}: ${rooms}, ${number.format(unchanged)} left as they were.`;
    },

    /** The same of an import that did not come to the end, and how to go on. */
    stopped(): string {
      if (line < fromLine) return 'Nothing was imported.';
      return `Stopped after line ${line}. ${this.summary()}\nGo on with --from-line ${line + 1}, or do all of it again.`;
    },
  };
}
