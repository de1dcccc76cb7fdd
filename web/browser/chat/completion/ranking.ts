import { foldCharacter } from '@lantern/service/text';

/** How well a name fits what is typed: lower is better. */
const RANKS = { whole: 0, beginning: 1, word: 2, middle: 3, letters: 4 };

export interface Candidate<Item> {
  item: Item;
  /** What it is found by, as {@link folded} returns it; what fits the first fits better. */
  keys: readonly string[];
}

/**
 * Finds the items that fit what is typed: names that begin with it, then those with a word that does, and those that contain it; if
 * there are none, those that contain its letters in their order. Case and accents make no difference.
 *
 * @param most how many to return
 * @returns the best first; those that fit alike in the order given
 */
export function bestMatches<Item>(typed: string, items: readonly Candidate<Item>[], most: number): Item[] {
  const key = folded(typed);
  const ranked = items.flatMap(({ item, keys }) => {
    const ranks = keys.flatMap((name, index) => {
      const rank = rankOf(key, name);
      return rank === undefined ? [] : [2 * rank + Number(index > 0)];
    });
    return ranks.length > 0 ? [{ item, rank: Math.min(...ranks) }] : [];
  });
  const isNamed = ranked.some(({ rank }) => rank < 2 * RANKS.letters);
  return ranked
    .filter(({ rank }) => !isNamed || rank < 2 * RANKS.letters)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ item }) => item);
}

/** Returns a name as it is compared here. */
export function folded(name: string): string {
  return [...name.normalize('NFKC')].map(foldCharacter).join('');
}

function rankOf(key: string, name: string): number | undefined {
  const index = name.indexOf(key);
  if (index === 0) return name.length === key.length ? RANKS.whole : RANKS.beginning;
  if (index > 0) return /[\p{L}\p{N}]/u.test(name.charAt(index - 1)) ? RANKS.middle : RANKS.word;
  let at = 0;
  for (const character of name) if (character === key[at]) at++;
  // Single letters stand in nearly every name.
  return key.length > 1 && at === key.length ? RANKS.letters : undefined;
}
