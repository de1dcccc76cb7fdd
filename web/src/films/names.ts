import { cleanName, searchKey } from '@lantern/service/text';
import type { Film } from './film.ts';

/** Characters of a room's name. */
const LONGEST = 100;
/** ` (9999999)`, of which there is no need. */
const SUFFIX = 10;
const SHORTEST_WORDS = 0.7;

/** The names that a film's room may have, the best first; numbers are endless. */
export type Names = {
  plain: string;
  /** With the year, if it is known. */
  dated: string | undefined;
  /** What a number follows. */
  stem: string;
};

export function namesOf({ title, year }: Pick<Film, 'title' | 'year'>): Names {
  const stem = cut(title, LONGEST - SUFFIX);
  return { plain: cut(title, LONGEST), dated: year === undefined ? undefined : `${stem} (${year})`, stem };
}

export const numbered = (stem: string, number: number): string => `${stem} (${number})`;

/** What stands around the number in the search key of a numbered name. */
export const [OPEN, CLOSE] = [searchKey(' ('), searchKey(')')];

/**
 * A room keeps the kind of name that it has: that another one has become free since is no reason to be called differently.
 *
 * A number of four digits would be taken for a year: there is none.
 *
 * @param current the room's name
 * @returns how the film writes that name; undefined when it is none of its names
 */
export function sameName(current: string, { plain, dated, stem }: Names): string | undefined {
  const key = searchKey(current);
  if (key === searchKey(plain)) return plain;
  if (dated !== undefined && key === searchKey(dated)) return dated;
  const before = searchKey(stem) + OPEN;
  if (!key.startsWith(before) || !key.endsWith(CLOSE)) return undefined;
  const digits = key.slice(before.length, -CLOSE.length);
  return /^([2-9]|[1-9]\d{1,2}|[1-9]\d{4,6})$/.test(digits) ? numbered(stem, Number(digits)) : undefined;
}

/** @returns the text, or its beginning with an ellipsis: whole words if they fill most of it, in any case whole letters */
function cut(text: string, longest: number): string {
  if ([...text].length <= longest) return text;
  let beginning = '';
  let length = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    length += [...segment].length;
    if (length > longest - 1) break;
    beginning += segment;
  }
  const words = beginning.slice(0, Math.max(0, beginning.lastIndexOf(' ')));
  const chosen = words.length > beginning.length * SHORTEST_WORDS ? words : beginning;
  // A joiner has lost the letter after it.
  return cleanName(`${chosen.replace(/[\s\p{P}]+$/u, '')}…`);
}
