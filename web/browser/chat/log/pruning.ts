/** Of the newest. */
const KEPT = 300;
/** Of a reader who is further up, nothing is taken away before it is this much. */
const KEPT_AT_MOST = 600;
/** Above and below what is being read. */
const AROUND = 100;
/** So many more come before it is looked at again. */
const STEP = 100;

/** Entries by their index, `end` not included. */
export type Range = { start: number; end: number };

/** Decides what goes out of a log that grows for ever: never what is being read, nor anything around it. */
export class Pruning {
  #next = KEPT_AT_MOST;

  /**
   * @param count of entries
   * @param reading the entries in sight of somebody who reads further up; undefined when the reader is at the end
   * @returns what goes, from the end to the beginning; at most what is above what is read, and what is between that and the newest
   */
  due(count: number, reading: (() => Range) | undefined): Range[] {
    if (!reading) {
      this.#next = KEPT_AT_MOST;
      return filled({ start: 0, end: count - KEPT });
    }
    if (count <= this.#next) return [];
    const { start, end } = reading();
    const ranges = [
      ...filled({ start: end + AROUND, end: count - KEPT }),
      ...filled({ start: 0, end: Math.min(start, count - KEPT) - AROUND }),
    ];
    const left = ranges.reduce((sum, range) => sum - (range.end - range.start), count);
    this.#next = Math.max(KEPT_AT_MOST, left) + STEP;
    return ranges;
  }
}

function filled(range: Range): Range[] {
  return range.end > range.start ? [range] : [];
}
