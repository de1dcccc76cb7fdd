const MAX_ROWS = 30;
/** About so many letters fit a row of a wide window. */
const ROW_LENGTH = 80;
/** Vietnamese and Hebrew need three, and a fourth is still harmless. */
const MAX_MARKS = 4;

export type TextSize = 'short' | 'long' | 'tall';

/**
 * Estimates how much space a text takes: `long` has more rows than are shown at once; `tall` has letters with so many marks that
 * they would paint over the lines above and below. Reads each character once.
 */
export function textSize(text: string): TextSize {
  let rows = 1;
  let rowLength = 0;
  let marks = 0;
  let long = false;
  for (const character of text) {
    if (isMark(character)) {
      if (++marks > MAX_MARKS) return 'tall';
      continue;
    }
    marks = 0;
    rowLength++;
    if (character === '\n' || rowLength > ROW_LENGTH) {
      rows++;
      rowLength = 0;
    }
    long ||= rows > MAX_ROWS;
  }
  return long ? 'long' : 'short';
}

function isMark(character: string): boolean {
  // A fast path: most characters of most texts come before the first mark of Unicode.
  return (
    character > '\u02ff' &&
    /^[\p{Mn}\p{Me}]$/u.test(character) &&
    !/^\p{Variation_Selector}$/u.test(character)
  );
}
