const GROUP_WITHIN = 5 * 60_000;

/** What decides whether a message belongs to the group of the one before it. */
export interface AuthorAndTime {
  /** The author's id. */
  author: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Whether a message continues the group of the one before it: same author, same day, within five minutes. */
export function continuesGroup(previous: AuthorAndTime | undefined, next: AuthorAndTime): boolean {
  if (!previous || previous.author !== next.author || !isSameDay(previous.at, next.at)) return false;
  // Two clocks may have timed them: an own message has the page's time until it is confirmed.
  return Math.abs(next.at - previous.at) < GROUP_WITHIN;
}

/** Whether two moments are on the same day in the reader's time zone. */
export function isSameDay(one: number, other: number): boolean {
  if (one === other) return true;
  const [first, second] = [new Date(one), new Date(other)];
  return (
    first.getDate() === second.getDate() &&
    first.getMonth() === second.getMonth() &&
    first.getFullYear() === second.getFullYear()
  );
}
