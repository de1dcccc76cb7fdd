/** Letters that are written from the right (Unicode's bidi classes R and AL, by block), and marks that turn what follows. */
const TURNS =
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u202A-\u202E\u2066-\u2069\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
/** What keeps a direction of its own (UAX #9, FSI and PDI). */
const [BEGIN, END] = ['\u2068', '\u2069'];

/**
 * Puts a text of somebody else's into a line of ours: a name of Hebrew or Arabic letters would turn the numbers, brackets and names
 * beside it around, and the reader would take one for another.
 *
 * @returns the text itself where it turns nothing, or is marked already
 */
export function isolated(text: string): string {
  return TURNS.test(text) && !text.includes(BEGIN) ? `${BEGIN}${text}${END}` : text;
}
