/**
 * Characters that look like a space, though Unicode calls them letters or symbols: the Braille pattern without a dot, the object
 * replacement character, the blanks of Egyptian hieroglyphs and of musical notes, the fillers of Hangul. For a class of a pattern.
 */
export const BLANK = '\\u115F\\u1160\\u3164\\uFFA0\\u2800\\uFFFC\\u{13441}\\u{13442}\\u{1D159}';

/** Pictures are also those that a later Unicode assigns: a phone may be newer than this server. */
const VISIBLE = new RegExp(
  `\\p{Extended_Pictographic}|[^\\p{Z}\\p{C}\\p{M}\\p{Default_Ignorable_Code_Point}${BLANK}]`,
  'u',
);

/**
 * Whether a text shows anything at all: not white space, controls, marks without a letter, characters that nobody has given a
 * meaning to (private, unassigned), half of a character, and what else has no width or no ink.
 *
 * @param text any text
 */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}
