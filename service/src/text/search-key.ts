import { foldCase, lookalikes } from './lookalikes.ts';

/** `searchSketch` in db/src/schema/rooms.ts has a pattern of both. */
const LEADS = 'ABCDEFGHIJKLM';
const TAILS = 'NOPQRSTUVWXYZ';

/**
 * Invisible characters, which stand in a name only where `cleanName` leaves them. Tags are not among them: they tell flags apart.
 */
const IGNORED = /^(?![\u{E0020}-\u{E007F}])\p{Default_Ignorable_Code_Point}$/u;
const SPACE = /^[\p{White_Space}\u2800]$/u;
/** Matches accents, and the vowels that Hebrew and Arabic may leave out. The voicing marks of Japanese make other letters. */
const ACCENT = /(?=\p{M})(?![\u3099\u309A])[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}]/gu;
/** Cyrillic short i and u, and Ukrainian yi: letters of their own, not others with an accent. */
const OWN = /^[\u0439\u0457\u045E]$/u;
const LETTER = /^[\p{L}\p{M}]/u;
/** Maps signs that are typed in many ways to the one that every keyboard has. */
const SIGNS: [typed: RegExp, as: string][] = [
  [/^[\p{Pd}\u2212]$/u, '-'],
  [/^[\u2018-\u201B\u2032\u02B9\u02BB-\u02BD\u00B4`]$/u, "'"],
  [/^[\u201C-\u201F\u2033«»]$/u, '"'],
];

/**
 * Returns the key by which a name is compared and searched. Two names are the same when their keys are, and one text
 * contains another exactly when its key contains the other's. The key ignores case, accents, width, invisible characters
 * and look-alike letters (decision 35 says what it does not fold).
 *
 * Latin letters, digits and spaces stand for themselves, in lower case; any other character becomes a lead capital and
 * tail capitals, its code point in base 13. So a key is plain ASCII, and
 * - pg_trgm sees letters everywhere: it ignores what the database's locale does not call a letter or a digit, which is
 *   emoji and punctuation always, and Cyrillic under the locale "C": a search for six emoji would read every row;
 * - LIKE finds no `%`, `_` or `\` in it that would need escaping;
 * - a match cannot begin in the middle of a character, because only a lead begins one.
 *
 * @param text any text; a name as `cleanName` leaves it
 */
export function searchKey(text: string): string {
  let key = '';
  for (const character of text.normalize('NFKC')) key += keyOf(character);
  return key;
}

const known = new Map<string, string>();
/** Letters of all alphabets in use fit; ideographs come and go. */
const MOST_KNOWN = 4096;

function keyOf(character: string): string {
  let key = known.get(character);
  if (key === undefined) {
    key = '';
    for (const each of foldCharacter(character))
      key += /[a-z0-9 ]/.test(each) ? each : capitals(each.codePointAt(0) ?? 0);
    if (known.size === MOST_KNOWN) known.clear();
    known.set(character, key);
  }
  return key;
}

/**
 * Returns the characters that stand in a key for one of a text. It takes one at a time, so that no rule about neighbours (a final
 * sigma) makes a part differ from the whole.
 */
export function foldCharacter(character: string): string {
  if (IGNORED.test(character)) return '';
  if (SPACE.test(character)) return ' ';
  const sign = SIGNS.find(([typed]) => typed.test(character));
  if (sign) return sign[1];
  const folded = foldCase(character);
  let plain = '';
  for (const each of folded) plain += lookalikes.get(bare(each)) ?? bare(each);
  return plain;
}

/** Returns a letter without its accents, and any other character unchanged. */
function bare(character: string): string {
  if (!LETTER.test(character) || OWN.test(character)) return character;
  return character.normalize('NFD').replace(ACCENT, '').normalize('NFC');
}

function capitals(codePoint: number): string {
  let tail = '';
  let rest = codePoint;
  for (; rest >= LEADS.length; rest = Math.floor(rest / TAILS.length))
    tail = TAILS.charAt(rest % TAILS.length) + tail;
  return LEADS.charAt(rest) + tail;
}
