import { foldCharacter } from '@lantern/service/text';

const OF_WORD = /^[\p{L}\p{N}_]/u;
/** Between two letters these are inside a name (`Anna-Maria`, `O'Brien`, `anna.b`), but for the possessive. */
const JOINS = new Set(['-', "'", '.']);

/**
 * Recognises a person's mentions: `@` and the name, or its first word, as words of their own (an e-mail address is not a
 * mention), however they are spelled: in any case and normal form, with or without accents or marks.
 *
 * Each `@` is compared with the two names, and with no more: the work is bounded by the text's length times the name's.
 *
 * @param name the person's displayed name
 * @param login theirs, by which they are called where two have one name; empty: none
 * @returns a function that cuts a text into pieces, those that mention the person marked; joined they are the text
 */
export function mentionsOf(name: string, login = ''): (text: string) => { text: string; mention: boolean }[] {
  const first = name.split(/\s/u)[0] ?? '';
  const names = [name, first, login].map((each) => folded(each)).filter((each) => each !== '');
  return (text) => {
    const pieces: { text: string; mention: boolean }[] = [];
    const clusters = names.length > 0 && text.includes('@') ? clustersOf(text) : [];
    const add = (start: number, end: number, mention: boolean) => {
      if (end > start)
        pieces.push({
          text: clusters.slice(start, end).join(''),
          mention,
        });
    };
    let told = 0;
    for (let at = 0; at < clusters.length; at++) {
      if (clusters[at] !== '@' || isOfWord(clusters[at - 1])) continue;
      const end = names.map((each) => endOf(each, clusters, at + 1)).find((each) => each > 0) ?? 0;
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
function endOf(name: string, clusters: readonly string[], start: number): number {
  let end = start;
  for (let place = 0; place < name.length; end++) {
    const each = foldedOf(clusters[end]);
    if (end === clusters.length || !name.startsWith(each, place)) return 0;
    place += each.length;
  }
  if (isOfWord(clusters[end])) return 0;
  const joined = JOINS.has(foldedOf(clusters[end])) && isOfWord(clusters[end + 1]);
  return joined && !isPossessive(clusters, end) ? 0 : end;
}

/** "@Anna's" calls Anna. */
function isPossessive(clusters: readonly string[], at: number): boolean {
  return foldedOf(clusters[at]) === "'" && foldedOf(clusters[at + 1]) === 's' && !isOfWord(clusters[at + 2]);
}

function isOfWord(cluster: string | undefined): boolean {
  return OF_WORD.test(foldedOf(cluster));
}

const folded = (text: string): string => clustersOf(text).map(foldedOf).join('');

/** Characters with the marks on them. */
function clustersOf(text: string): string[] {
  return text.match(/\P{M}\p{M}*|\p{M}+/gsu) ?? [];
}

const known = new Map<string, string>();
const MOST_KNOWN = 1_000;

/** A cluster as the keys of names fold it; empty for what nobody sees. */
function foldedOf(cluster = ''): string {
  let folded = known.get(cluster);
  if (folded !== undefined) return folded;
  folded = '';
  for (const character of cluster.normalize('NFKC')) folded += foldCharacter(character);
  if (known.size === MOST_KNOWN) known.clear();
  known.set(cluster, folded);
  return folded;
}
