const FOLD_WITHIN = 5 * 60_000;

/** What of a message decides how it stands under the one before it. */
export interface Said {
  /** The author's id. */
  author: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Whether a message goes on under the author line of the one before it: same person, same day, within five minutes. */
export function continues(previous: Said | undefined, next: Said): boolean {
  if (!previous || previous.author !== next.author || !sameDay(previous.at, next.at)) return false;
  // The two may be timed by different clocks (an own message by the reader's until it is confirmed).
  return Math.abs(next.at - previous.at) < FOLD_WITHIN;
}

/** Whether two moments are on one day by the reader's clock. */
export function sameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
