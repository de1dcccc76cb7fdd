/** In characters. A film takes some hundreds, a description beside it some thousands. */
export const LONGEST_LINE = 65_536;

/** One physical line, without its end. */
export type Line = {
  /** From 1. */
  number: number;
  /** Of one that is longer than `LONGEST_LINE` only its beginning, and one character more than that. */
  text: string;
};

/** @param pieces of a text, however it is cut; lines end with LF or CR LF */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Line, void> {
  let number = 0;
  let rest = '';
  const line = (end: string): Line => {
    number += 1;
    const text = (rest + end).slice(0, LONGEST_LINE + 1);
    rest = '';
    return { number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  };
  for await (const piece of pieces) {
    let from = 0;
    for (let at = piece.indexOf('\n'); at !== -1; at = piece.indexOf('\n', from)) {
      yield line(piece.slice(from, at));
      from = at + 1;
    }
    // Whatever has no end is not kept whole: somebody may have given a film instead of a list of them.
    rest = (rest + piece.slice(from)).slice(0, LONGEST_LINE + 1);
  }
  if (rest !== '') yield line('');
}
