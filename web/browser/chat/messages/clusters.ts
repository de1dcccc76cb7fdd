import { foldCharacter } from '@lantern/service/text';

/** Marks beyond these are not of any name, and putting them in order costs the square of their number. */
const MOST_OF_CLUSTER = 64;

/**
 * A text as its characters with the marks on them (clusters), each folded as the keys of names are: cases, forms and accents
 * make no difference. It counts how often it is looked at, as `Characters` does: strangers choose the text.
 */
export class Clusters {
  looks = 0;
  readonly length: number;
  readonly #clusters: readonly string[];
  readonly #folds: readonly string[];
  readonly #folded: string;
  /** The first cluster that begins at a place of the folded text; those that fold to nothing begin where the next does. */
  readonly #beginning = new Map<number, number>();
  readonly #begins: number[] = [];

  constructor(text: string) {
    this.#clusters = text.match(/\P{M}\p{M}*|\p{M}+/gsu) ?? [];
    this.length = this.#clusters.length;
    this.#folds = this.#clusters.map((cluster) => this.#fold(cluster.slice(0, MOST_OF_CLUSTER)));
    this.#folded = this.#folds.join('');
    let place = 0;
    for (const [index, fold] of [...this.#folds, ''].entries()) {
      this.#begins.push(place);
      if (!this.#beginning.has(place)) this.#beginning.set(place, index);
      place += fold.length;
    }
  }

  /** The whole text, folded. */
  get folded(): string {
    return this.#folded;
  }

  at(index: number): string {
    this.looks++;
    return this.#clusters[index] ?? '';
  }

  /** A cluster as it is folded; empty past the ends, and for what nobody sees. */
  foldAt(index: number): string {
    this.looks++;
    return this.#folds[index] ?? '';
  }

  slice(start: number, end: number): string {
    this.looks += end - start;
    return this.#clusters.slice(start, end).join('');
  }

  /** Where a cluster begins in the folded text. */
  beginOf(index: number): number {
    return this.#begins[index] ?? this.#folded.length;
  }

  /** The first cluster that begins at a place of the folded text; undefined in the middle of one. */
  beginningAt(place: number): number | undefined {
    return this.#beginning.get(place);
  }

  /** Every place of the folded text where a word begins. Looks at each character twice at most, whatever the word is. */
  placesOf(word: Word): Set<number> {
    const places = new Set<number>();
    let same = 0;
    for (let at = 0; at < this.#folded.length; at++) {
      this.looks++;
      while (same > 0 && this.#folded[at] !== word.text[same]) {
        this.looks++;
        same = word.back[same - 1] ?? 0;
      }
      if (this.#folded[at] === word.text[same]) same++;
      if (same < word.text.length) continue;
      places.add(at + 1 - same);
      same = word.back[same - 1] ?? 0;
    }
    return places;
  }

  #fold(cluster: string): string {
    this.looks += cluster.length;
    return foldedOf(cluster);
  }
}

/** What is looked for, and for each beginning of it the longest shorter one that it ends with (Knuth, Morris, Pratt). */
export type Word = { text: string; back: readonly number[] };

/** @param text folded, and not empty */
export function wordOf(text: string): Word {
  const back = [0];
  let same = 0;
  for (let at = 1; at < text.length; at++) {
    while (same > 0 && text[at] !== text[same]) same = back[same - 1] ?? 0;
    if (text[at] === text[same]) same++;
    back.push(same);
  }
  return { text, back };
}

const known = new Map<string, string>();
const MOST_KNOWN = 1_000;

function foldedOf(cluster: string): string {
  let folded = known.get(cluster);
  if (folded !== undefined) return folded;
  folded = '';
  for (const character of cluster.normalize('NFKC')) folded += foldCharacter(character);
  if (known.size === MOST_KNOWN) known.clear();
  known.set(cluster, folded);
  return folded;
}
