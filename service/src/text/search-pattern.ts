import { foldCharacter } from './search-key.ts';

/** The ranges of letters that have a case, accents or look-alikes: Latin, Greek, Cyrillic, Armenian, Cherokee and their shapes. */
const ALPHABETS: [from: number, to: number][] = [
  [0x41, 0x24f],
  [0x250, 0x2af],
  [0x370, 0x58f],
  [0x13a0, 0x13ff],
  [0x1d00, 0x1fff],
  [0x2c60, 0x2c7f],
  [0xa640, 0xa7ff],
  [0xab70, 0xabbf],
  [0xff21, 0xff5a],
];
const MARKS = '[\u0300-\u036f]*';

let variants: Map<string, string[]> | undefined;

/** Returns the characters that become a given character of a key. */
function variantsOf(folded: string): string[] {
  variants ??= allVariants();
  return variants.get(folded) ?? [folded];
}

function allVariants(): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const [from, to] of ALPHABETS)
    for (let code = from; code <= to; code += 1) {
      const character = String.fromCodePoint(code);
      const folded = foldCharacter(character.normalize('NFKC'));
      if (folded !== character && [...folded].length === 1)
        all.set(folded, [...(all.get(folded) ?? [folded]), character]);
    }
  return all;
}

/**
 * Returns a regular expression that finds a text as search keys do: without regard to case, accents and look-alikes. It is
 * for few and short texts, and for a database that folds nothing or folds by its own locale. Only marks after a letter have
 * a quantifier, so the time of a search grows with the length of the searched text only.
 *
 * @param text as `cleanName` leaves it
 * @returns in the syntax that Postgres and JavaScript (flag `u`) share
 */
export function searchPattern(text: string): string {
  let pattern = '';
  for (const character of text.normalize('NFKC'))
    for (const folded of foldCharacter(character)) {
      const alternatives = variantsOf(folded).map((each) => each.replace(/[\\\]^[-]/, '\\$&'));
      pattern += `[${alternatives.join('')}]${/\p{L}/u.test(folded) ? MARKS : ''}`;
    }
  return pattern;
}
