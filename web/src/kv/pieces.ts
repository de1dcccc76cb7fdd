import { SEPARATOR } from './batches/batch.ts';

/** Of what is done without a pause: some ten milliseconds of the embedded database. */
const PIECE = { keys: 1000, characters: 256 * 1024 };

/**
 * Cuts a batch into pieces that are done soon.
 *
 * @param texts JSON texts as a batch has them; `values` is empty where only keys were sent
 * @returns at least one, in the batch's order; a value that is longer by itself stays whole
 */
export function piecesOf(texts: { keys: string; values: string }): { keys: string; values: string }[] {
  const keys = texts.keys.split(SEPARATOR);
  const values = texts.values === '' ? [] : texts.values.split(SEPARATOR);
  const pieces: { keys: string; values: string }[] = [];
  let [begin, characters] = [0, 0];
  for (let at = 0; at <= keys.length; at += 1) {
    const length = (keys[at]?.length ?? 0) + (values[at]?.length ?? 0);
    const isFull = at - begin === PIECE.keys || characters + length > PIECE.characters;
    if (at === keys.length || (at > begin && isFull)) {
      const part = (list: string[]) => list.slice(begin, at).join(SEPARATOR);
      pieces.push({ keys: part(keys), values: part(values) });
      [begin, characters] = [at, 0];
    }
    characters += length;
  }
  return pieces;
}

/** @param lists in JSON; @returns one list of what is in them */
export const joinedLists = (lists: string[]): string =>
  `[${lists
    .map((list) => list.slice(1, -1))
    .filter((items) => items !== '')
    .join()}]`;
