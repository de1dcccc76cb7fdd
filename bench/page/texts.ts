const WORDS =
  'the kettle is on and somebody has left the garden gate open again so we need a new plan for tomorrow morning'.split(
    ' ',
  );
/** By its number modulo their count: how many words a message has. Most are short, some fill several lines. */
const LENGTHS = [4, 9, 2, 14, 6, 3, 40, 8, 5, 11, 1, 7, 120, 10, 3, 6, 18, 4, 9, 5];

/** Ends each text, so that the page can be searched for the last one. */
export const markOf = (number: number): string => `#${number}`;

/**
 * What is said as the n-th message: mostly a few words, one in 20 has a link, one in 50 mentions the reader, one in 25 has a line
 * break and one in 10 an emoji.
 */
export function textOf(number: number): string {
  const length = LENGTHS[number % LENGTHS.length] ?? 5;
  const words = Array.from({ length }, (_, at) => WORDS[(number + at) % WORDS.length] ?? '');
  if (number % 20 === 3) words.push(`https://example.org/page/${number}?q=kettle`);
  if (number % 50 === 7) words.unshift('@Anna');
  if (number % 25 === 11) words.splice(Math.ceil(length / 2), 0, '\n');
  if (number % 10 === 5) words.push('🙂');
  return [...words, markOf(number)].join(' ');
}
