/** How many of the newest entries stay. */
const KEEP_NEWEST = 300;
/** While the reader is further up, nothing is removed before there are so many entries. */
const KEEP_WHILE_READING = 600;
/** How many entries stay above and below those that are in sight. */
const MARGIN = 100;
/** How many entries have to be added before the next check. */
const STEP = 100;

/** Entries by their index, `end` not included. */
export type Range = { start: number; end: number };

/** Decides which entries to remove from a log that grows for ever: never those in sight, nor those around them. */
export class Pruning {
  #nextCheckAt = KEEP_WHILE_READING;

  /**
   * @param count of entries
   * @param visible returns the entries in sight of a reader who is further up; undefined when the reader is at the end
   * @returns the ranges to remove, last one first: at most one above the entries in sight, and one between them and the newest
   */
  due(count: number, visible: (() => Range) | undefined): Range[] {
    if (!visible) {
      this.#nextCheckAt = KEEP_WHILE_READING;
      // Many at once: each removal moves all that stays, and the browser draws it anew.
      return count < KEEP_NEWEST + STEP ? [] : nonEmpty({ start: 0, end: count - KEEP_NEWEST });
    }
    if (count <= this.#nextCheckAt) return [];
    const { start, end } = visible();
    const ranges = [
      ...nonEmpty({ start: end + MARGIN, end: count - KEEP_NEWEST }),
      ...nonEmpty({ start: 0, end: Math.min(start, count - KEEP_NEWEST) - MARGIN }),
    ];
    const remaining = ranges.reduce((sum, range) => sum - (range.end - range.start), count);
    this.#nextCheckAt = Math.max(KEEP_WHILE_READING, remaining) + STEP;
    return ranges;
  }
}

function nonEmpty(range: Range): Range[] {
  return range.end > range.start ? [range] : [];
}
