import type { Piece } from './formatted-text.ts';

/** The text of a message with its pieces, of which the formatted text takes ranges. */
export class Source {
  readonly text: string;
  /** The links and mentions: no mark of formatting is looked for in them. */
  readonly #atoms: ({ from: number; to: number } & Piece)[] = [];

  /** @param pieces whose texts joined are the text */
  constructor(pieces: readonly Piece[]) {
    let from = 0;
    for (const piece of pieces) {
      const to = from + piece.text.length;
      if (piece.href !== undefined || piece.mention) this.#atoms.push({ ...piece, from, to });
      from = to;
    }
    this.text = pieces.map(({ text }) => text).join('');
  }

  /** The end of the link or mention that begins at an index; -1 if none does. */
  atomEnd(index: number): number {
    const atom = this.#atoms[this.#firstAtomFrom(index)];
    return atom?.from === index ? atom.to : -1;
  }

  /**
   * Returns the pieces of a range.
   *
   * @param options.indent how many characters of each further line belong to the quotes and lists around it, as far as they are white
   *   space or marks of quotes
   * @param options.links whether links are links and not text
   */
  pieces(from: number, to: number, { indent, links }: { indent: number; links: boolean }): Piece[] {
    const pieces: Piece[] = [];
    const addText = (start: number, end: number) => {
      const text = this.#withoutIndent(start, end, indent);
      const last = pieces.at(-1);
      if (last && last.href === undefined && !last.mention) last.text += text;
      else if (text !== '') pieces.push({ text });
    };
    let at = from;
    for (let index = this.#firstAtomFrom(from); at < to; index++) {
      const atom = this.#atoms[index];
      const isWhole = atom !== undefined && atom.to <= to;
      if (isWhole && atom.href !== undefined && !links) continue;
      addText(at, isWhole ? atom.from : to);
      if (!isWhole) break;
      const { from: _from, to: end, ...piece } = atom;
      pieces.push(piece);
      at = end;
    }
    return pieces;
  }

  /** The index of the first atom that does not begin before an index of the text. */
  #firstAtomFrom(index: number): number {
    let low = 0;
    let high = this.#atoms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#atoms[middle]?.from ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #withoutIndent(from: number, to: number, indent: number): string {
    const text = this.text.slice(from, to);
    if (indent === 0) return text;
    const [first = '', ...lines] = text.split('\n');
    const shortened = lines.map((line) => {
      let start = 0;
      while (start < indent && ' \t>'.includes(line.charAt(start) || 'x')) start++;
      return line.slice(start);
    });
    return [first, ...shortened].join('\n');
  }
}
