/** How much work was done by then, and what memory was in use after a full collection. */
export type Sample = { done: number; bytes: number };

/** Caches and compiled code have grown in the first part of a run. */
const SETTLED = 1 / 3;

/**
 * How memory grows with the work that is done: the slope of the line through the samples by Theil and Sen, which is the
 * median of the slopes of all pairs, so that one odd sample does not tilt it. The first third does not count.
 *
 * @param samples oldest first
 * @returns bytes for each unit of work
 */
export function slopeOf(samples: Sample[]): number {
  const settled = samples.slice(Math.floor(samples.length * SETTLED));
  const slopes = settled.flatMap((from, n) =>
    settled
      .slice(n + 1)
      .filter((to) => to.done > from.done)
      .map((to) => (to.bytes - from.bytes) / (to.done - from.done)),
  );
  if (slopes.length === 0) throw new Error('too few samples for a slope');
  slopes.sort((a, b) => a - b);
  const middle = slopes.length / 2;
  return ((slopes[Math.floor(middle)] ?? 0) + (slopes[Math.ceil(middle) - 1] ?? 0)) / 2;
}
