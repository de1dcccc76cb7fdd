import { foldCharacter } from '@lantern/service/text';

/** No name contains a cluster with more marks; normalizing them costs the square of their number. */
const MAX_CLUSTER_LENGTH = 64;

/**
 * A text as a list of clusters (characters with the marks on them), each also folded as the search keys of names are: case,
 * normal form and accents make no difference. It counts its reads, as `TextReader` does: strangers choose the text.
 */
export class FoldedText {
  reads = 0;
  /** The number of clusters. */
  readonly length: number;
  readonly #clusters: readonly string[];
  readonly #foldedClusters: readonly string[];
  readonly #folded: string;
  /** By index of the folded text: the first cluster there. A cluster that folds to nothing has the index of the next one. */
  readonly #clusterIndexes = new Map<number, number>();
  /** By cluster: its index in the folded text. */
  readonly #foldedIndexes: number[] = [];

  constructor(text: string) {
    this.#clusters = text.match(/\P{M}\p{M}*|\p{M}+/gsu) ?? [];
    this.length = this.#clusters.length;
    this.#foldedClusters = this.#clusters.map((cluster) => this.#fold(cluster.slice(0, MAX_CLUSTER_LENGTH)));
    this.#folded = this.#foldedClusters.join('');
    let foldedIndex = 0;
    for (const [index, folded] of [...this.#foldedClusters, ''].entries()) {
      this.#foldedIndexes.push(foldedIndex);
      if (!this.#clusterIndexes.has(foldedIndex)) this.#clusterIndexes.set(foldedIndex, index);
      foldedIndex += folded.length;
    }
  }

  /** The whole text, folded. */
  get folded(): string {
    return this.#folded;
  }

  clusterAt(index: number): string {
    this.reads++;
    return this.#clusters[index] ?? '';
  }

  /** A folded cluster; empty past the ends, and for invisible characters. */
  foldedAt(index: number): string {
    this.reads++;
    return this.#foldedClusters[index] ?? '';
  }

  slice(start: number, end: number): string {
    this.reads += end - start;
    return this.#clusters.slice(start, end).join('');
  }

  /** The index of a cluster in the folded text. */
  foldedIndexOf(index: number): number {
    return this.#foldedIndexes[index] ?? this.#folded.length;
  }

  /** The first cluster at an index of the folded text; undefined within a cluster. */
  clusterIndexAt(foldedIndex: number): number | undefined {
    return this.#clusterIndexes.get(foldedIndex);
  }

  /** All indexes of the folded text where the pattern occurs. Reads each character at most twice, whatever the pattern is. */
  occurrencesOf(pattern: SearchPattern): Set<number> {
    const indexes = new Set<number>();
    let matched = 0;
    for (let at = 0; at < this.#folded.length; at++) {
      this.reads++;
      while (matched > 0 && this.#folded[at] !== pattern.text[matched]) {
        this.reads++;
        matched = pattern.failure[matched - 1] ?? 0;
      }
      if (this.#folded[at] === pattern.text[matched]) matched++;
      if (matched < pattern.text.length) continue;
      indexes.add(at + 1 - matched);
      matched = pattern.failure[matched - 1] ?? 0;
    }
    return indexes;
  }

  #fold(cluster: string): string {
    this.reads += cluster.length;
    return foldCluster(cluster);
  }
}

/** A text to search for, with the failure function of Knuth, Morris and Pratt: for each prefix, its longest proper border. */
export type SearchPattern = { text: string; failure: readonly number[] };

/** @param text folded, and not empty */
export function compilePattern(text: string): SearchPattern {
  const failure = [0];
  let matched = 0;
  for (let at = 1; at < text.length; at++) {
    while (matched > 0 && text[at] !== text[matched]) matched = failure[matched - 1] ?? 0;
    if (text[at] === text[matched]) matched++;
    failure.push(matched);
  }
  return { text, failure };
}

const cache = new Map<string, string>();
const MAX_CACHED = 1_000;

function foldCluster(cluster: string): string {
  let folded = cache.get(cluster);
  if (folded !== undefined) return folded;
  folded = '';
  for (const character of cluster.normalize('NFKC')) folded += foldCharacter(character);
  if (cache.size === MAX_CACHED) cache.clear();
  cache.set(cluster, folded);
  return folded;
}
