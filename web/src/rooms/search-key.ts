const LEADS = 'ABCDEFGHIJKLM';
const TAILS = 'NOPQRSTUVWXYZ';

/**
 * A room name as it is compared and searched: two names are the same when their keys are, and one text holds another,
 * without regard to case, exactly when its key holds the other's.
 *
 * Latin letters, digits and spaces stand for themselves, in lower case; any other character becomes a lead capital and
 * tail capitals, its code point in base 13. So a key is plain ASCII, and
 * - pg_trgm sees letters everywhere: it ignores what the database's locale does not call a letter or a digit, which is
 *   emoji and punctuation always, and Cyrillic under the locale "C": a search for six emoji would read every row;
 * - LIKE finds no `%`, `_` or `\` in it that would need escaping;
 * - a match cannot begin in the middle of a character, because only a lead begins one.
 *
 * @param text any text
 */
export function searchKey(text: string): string {
  let key = '';
  for (const character of text.normalize('NFC')) key += encode(character);
  return key;
}

/**
 * One character at a time, so that no rule about neighbours (a final sigma) makes a part differ from the whole. In lower case
 * first: `ẞ` is a capital already, and only its small letter becomes `SS`.
 */
function encode(character: string): string {
  let encoded = '';
  for (const folded of character.toLowerCase().toUpperCase().toLowerCase()) {
    encoded += /[a-z0-9 ]/.test(folded) ? folded : capitals(folded.codePointAt(0) ?? 0);
  }
  return encoded;
}

function capitals(codePoint: number): string {
  let tail = '';
  let rest = codePoint;
  for (; rest >= LEADS.length; rest = Math.floor(rest / TAILS.length))
    tail = TAILS.charAt(rest % TAILS.length) + tail;
  return LEADS.charAt(rest) + tail;
}
