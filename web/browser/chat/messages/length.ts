const ROWS = 30;
/** About so many letters fit a row of a wide window. */
const IN_ROW = 80;
/** Vietnamese and Hebrew need three, and a fourth is no joke yet. */
const MARKS = 4;

export type Length = 'short' | 'long' | 'tall';

/**
 * How much place a text takes: `long` is more rows than anybody shows at once, `tall` has letters with so many marks that
 * they paint over what stands above and below. Looks at each character once.
 */
export function lengthOf(text: string): Length {
  let rows = 1;
  let inRow = 0;
  let marks = 0;
  let long = false;
  for (const character of text) {
    if (isMark(character)) {
      if (++marks > MARKS) return 'tall';
      continue;
    }
    marks = 0;
    inRow++;
    if (character === '\n' || inRow > IN_ROW) {
      rows++;
      inRow = 0;
    }
    long ||= rows > ROWS;
  }
  return long ? 'long' : 'short';
}

function isMark(character: string): boolean {
  // What most texts are of has none.
  return (
    character > '\u02ff' &&
    /^[\p{Mn}\p{Me}]$/u.test(character) &&
    !/^\p{Variation_Selector}$/u.test(character)
  );
}
