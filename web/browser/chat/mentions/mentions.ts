import { compilePattern, FoldedText, type SearchPattern } from './folded-text.ts';

const WORD_CHARACTER = /^[\p{L}\p{N}_]/u;
/** Between two letters these belong to a name (`Anna-Maria`, `O'Brien`, `anna.b`), except in a possessive. */
const NAME_JOINERS = new Set(['-', "'", '.']);

type Piece = { text: string; mention: boolean };

export interface MentionedPerson {
  /** The displayed name. */
  name: string;
  /** The login, which tells apart two people of one name; empty for none. */
  login?: string | undefined;
}

/**
 * Creates a function that finds the mentions of people: `@` and the name, the first word of the name or the login. A mention
 * must be a word of its own (an e-mail address is none); case, normal form, accents and other marks make no difference.
 *
 * The function looks for each name in one pass: the work is bounded by the text's length, whatever the names are.
 *
 * @returns a function that splits a text into pieces and marks the mentions; the pieces joined are the text
 */
export function createMentionFinder(
  ...people: readonly MentionedPerson[]
): (text: string, folded?: FoldedText) => Piece[] {
  let patterns: SearchPattern[] | undefined;
  return (text, folded = new FoldedText(text.includes('@') ? text : '')) => {
    const pieces: Piece[] = [];
    const add = (start: number, end: number, mention: boolean) => {
      if (end > start) pieces.push({ text: folded.slice(start, end), mention });
    };
    if (folded.length === 0) return text === '' ? [] : [{ text, mention: false }];
    patterns ??= patternsOf(people);
    const occurrences = patterns.map((pattern) => ({ pattern, indexes: folded.occurrencesOf(pattern) }));
    let splitUpTo = 0;
    for (let at = 0; at < folded.length; at++) {
      if (folded.clusterAt(at) !== '@' || isWordCharacter(folded, at - 1)) continue;
      const end = occurrences.map((each) => endOfName(each, folded, at + 1)).find((each) => each > 0) ?? 0;
      if (end === 0) continue;
      add(splitUpTo, at, false);
      add(at, end, true);
      splitUpTo = end;
      at = end - 1;
    }
    add(splitUpTo, folded.length, false);
    return pieces;
  };
}

function patternsOf(people: readonly MentionedPerson[]): SearchPattern[] {
  const spellings = people.flatMap(({ name, login = '' }) => [name, name.split(/\s/u)[0] ?? '', login]);
  const names = [...new Set(spellings.map((each) => new FoldedText(each).folded))];
  // The longest first: “Anna Petrova” is no mention of Anna alone.
  return names
    .filter((each) => each !== '')
    .toSorted((a, b) => b.length - a.length)
    .map(compilePattern);
}

/** The cluster after a name that begins at `start`; 0 when the name does not begin there, or a longer one does. */
function endOfName(
  { pattern, indexes }: { pattern: SearchPattern; indexes: Set<number> },
  text: FoldedText,
  start: number,
): number {
  const foldedStart = text.foldedIndexOf(start);
  if (!indexes.has(foldedStart)) return 0;
  const end = text.clusterIndexAt(foldedStart + pattern.text.length);
  if (end === undefined || isWordCharacter(text, end)) return 0;
  const isJoined = NAME_JOINERS.has(text.foldedAt(end)) && isWordCharacter(text, end + 1);
  return isJoined && !isPossessive(text, end) ? 0 : end;
}

/** "@Anna's" mentions Anna. */
function isPossessive(text: FoldedText, at: number): boolean {
  return text.foldedAt(at) === "'" && text.foldedAt(at + 1) === 's' && !isWordCharacter(text, at + 2);
}

const isWordCharacter = (text: FoldedText, index: number): boolean =>
  WORD_CHARACTER.test(text.foldedAt(index));
