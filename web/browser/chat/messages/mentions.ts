import { Clusters, type Word, wordOf } from './clusters.ts';

const OF_WORD = /^[\p{L}\p{N}_]/u;
/** Between two letters these are inside a name (`Anna-Maria`, `O'Brien`, `anna.b`), but for the possessive. */
const JOINS = new Set(['-', "'", '.']);

type Piece = { text: string; mention: boolean };

/**
 * Recognises a person's mentions: `@` and the name, or its first word, as words of their own (an e-mail address is not a
 * mention), however they are spelled: in any case and normal form, with or without accents or marks.
 *
 * The names are looked for in one pass each: the work is bounded by the text's length, whatever the names are.
 *
 * @param name the person's displayed name
 * @param login theirs, by which they are called where two have one name; empty: none
 * @returns a function that cuts a text into pieces, those that mention the person marked; joined they are the text
 */
export function mentionsOf(name: string, login = ''): (text: string, clusters?: Clusters) => Piece[] {
  const first = name.split(/\s/u)[0] ?? '';
  const names = [...new Set([name, first, login].map((each) => new Clusters(each).folded))];
  const words = names.filter((each) => each !== '').map(wordOf);
  return (text, clusters = new Clusters(text.includes('@') ? text : '')) => {
    const pieces: Piece[] = [];
    const add = (start: number, end: number, mention: boolean) => {
      if (end > start) pieces.push({ text: clusters.slice(start, end), mention });
    };
    const found = clusters.length > 0 ? words.map((word) => ({ word, places: clusters.placesOf(word) })) : [];
    let told = 0;
    for (let at = 0; at < clusters.length; at++) {
      if (clusters.at(at) !== '@' || isOfWord(clusters, at - 1)) continue;
      const end = found.map((each) => endOf(each, clusters, at + 1)).find((each) => each > 0) ?? 0;
      if (end === 0) continue;
      add(told, at, false);
      add(at, end, true);
      told = end;
      at = end - 1;
    }
    if (told === 0) return text === '' ? [] : [{ text, mention: false }];
    add(told, clusters.length, false);
    return pieces;
  };
}

/** Where a name ends that begins at `start`; 0 when another stands there. */
function endOf(name: { word: Word; places: Set<number> }, clusters: Clusters, start: number): number {
  const begin = clusters.beginOf(start);
  if (!name.places.has(begin)) return 0;
  const end = clusters.beginningAt(begin + name.word.text.length);
  if (end === undefined || isOfWord(clusters, end)) return 0;
  const joined = JOINS.has(clusters.foldAt(end)) && isOfWord(clusters, end + 1);
  return joined && !isPossessive(clusters, end) ? 0 : end;
}

/** "@Anna's" calls Anna. */
function isPossessive(clusters: Clusters, at: number): boolean {
  return clusters.foldAt(at) === "'" && clusters.foldAt(at + 1) === 's' && !isOfWord(clusters, at + 2);
}

const isOfWord = (clusters: Clusters, index: number): boolean => OF_WORD.test(clusters.foldAt(index));
