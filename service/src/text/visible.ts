/**
 * Lists characters that look like a space, though Unicode calls them letters or symbols: the Braille pattern without a dot, the
 * object replacement character, the blanks of Egyptian hieroglyphs and of musical notes, the fillers of Hangul. It is the inside
 * of a character class.
 */
export const BLANK = '\\u115F\\u1160\\u3164\\uFFA0\\u2800\\uFFFC\\u{13441}\\u{13442}\\u{1D159}';

/** Characters that a later Unicode may assign to pictures count as visible: a phone may be newer than this server. */
const VISIBLE = new RegExp(
  `\\p{Extended_Pictographic}|[^\\p{Z}\\p{C}\\p{M}\\p{Default_Ignorable_Code_Point}${BLANK}]`,
  'u',
);

/**
 * Whether a text shows anything at all. White space, controls, marks without a letter, private and unassigned characters,
 * halves of characters and others without width or ink show nothing.
 *
 * @param text any text
 */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}
