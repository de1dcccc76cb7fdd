import type { BlockContext, BlockParser, Line, MarkdownConfig, NodeSpec } from '@lezer/markdown';

/** Deeper quotes and lists stay as typed. A list takes two levels: the list and its item. */
const MAX_DEPTH = 9;
/** Marks of a quote with a space and words after them: `>_<` and `>:(` are faces. */
const QUOTE_START = /^>[> \t]*[ \t][^\s>]/;
const QUOTE_CONTINUED = /^>(?:[\s>]|$)/;
const FENCE_START = /^(`{3,})([^`]*)$/;
/** The end of a line that closes a block of code, also behind the last line of the code itself. */
const FENCE_END = /(?<!`)(`{3,})[ \t\r]*(?=\n|$)/g;

/** A block of code: the range of its text, and what follows its opening marks. */
export interface Fence {
  info: string;
  /** Where {@link info} begins. */
  infoFrom: number;
  from: number;
  to: number;
  /** How far the opening marks are indented within the quotes and lists around it. */
  indent: number;
}

/** Finds blocks of code and quotes, and keeps all blocks from nesting too deep. Lists are the parser's own. */
export class BlockParsers {
  /** The blocks of code of the text, by where their node begins. */
  readonly fences = new Map<number, Fence>();
  #ends: { at: number; length: number; lineEnd: number }[] = [];
  /** The first of {@link #ends} behind the last opening marks. */
  #nextEnd = 0;

  /** Call it before each text. */
  reset(text: string): void {
    this.fences.clear();
    this.#nextEnd = 0;
    this.#ends = [...text.matchAll(FENCE_END)].map(({ 0: { length: whole }, 1: marks = '', index }) => ({
      at: index,
      length: marks.length,
      lineEnd: index + whole,
    }));
  }

  readonly config: MarkdownConfig = {
    defineNodes: [{ name: 'Quote', block: true, composite: continuesQuote } satisfies NodeSpec, 'Fence'],
    parseBlock: [
      { name: 'TooDeep', before: 'FencedCode', parse: parseTooDeep },
      { name: 'FencedCode', parse: (cx, line) => this.#parseFence(cx, line) },
      { name: 'Blockquote', parse: parseQuote, endLeaf: endsBlock },
    ] satisfies BlockParser[],
  };

  #parseFence(cx: BlockContext, line: Line): boolean {
    const [, marks = '', info = ''] = FENCE_START.exec(line.text.slice(line.pos)) ?? [];
    if (marks === '') return false;
    const start = cx.lineStart + line.pos;
    const lineEnd = cx.lineStart + line.text.length;
    const end = this.#endAfter(lineEnd, marks.length);
    if (!end) return false;
    const indent = line.pos - line.basePos;
    const { depth } = cx;
    while (cx.nextLine() && (line as MatchedLine).depth >= depth) {
      if (cx.lineStart + line.text.length < end.lineEnd) continue;
      const trimmed = info.trim();
      this.fences.set(start, {
        info: trimmed,
        infoFrom: start + marks.length + info.length - info.trimStart().length,
        from: lineEnd + 1,
        to: end.at,
        indent,
      });
      cx.nextLine();
      break;
    }
    cx.addElement(cx.elt('Fence', start, cx.prevLineEnd()));
    return true;
  }

  #endAfter(index: number, length: number) {
    while ((this.#ends[this.#nextEnd]?.at ?? Number.POSITIVE_INFINITY) <= index) this.#nextEnd++;
    for (let at = this.#nextEnd; at < this.#ends.length; at++)
      if ((this.#ends[at]?.length ?? 0) >= length) return this.#ends[at];
    return undefined;
  }
}

/** `depth` counts the quotes and lists that a line continues. The parser's own rules read it, its types do not show it. */
type MatchedLine = Line & { depth: number };

/** A line without the marks or the indent of the quote or list before it does not belong to that, unlike in CommonMark. */
function endsBlock(cx: BlockContext, line: Line): boolean {
  return (line as MatchedLine).depth < cx.depth || QUOTE_START.test(line.text.slice(line.pos));
}

function parseQuote(cx: BlockContext, line: Line): null | false {
  if (line.next !== GREATER || !QUOTE_START.test(line.text.slice(line.pos))) return false;
  cx.startComposite('Quote', line.pos);
  cx.addElement(cx.elt('QuoteMark', cx.lineStart + line.pos, cx.lineStart + line.pos + 1));
  line.moveBase(line.pos + markLength(line));
  return null;
}

function continuesQuote(cx: BlockContext, line: Line): boolean {
  if (line.next !== GREATER || !QUOTE_CONTINUED.test(line.text.slice(line.pos))) return false;
  line.addMarker(cx.elt('QuoteMark', cx.lineStart + line.pos, cx.lineStart + line.pos + 1));
  line.moveBase(line.pos + markLength(line));
  return true;
}

const GREATER = 62;

const markLength = (line: Line): number => (/[ \t]/.test(line.text.charAt(line.pos + 1)) ? 2 : 1);

function parseTooDeep(cx: BlockContext, line: Line): boolean {
  if (cx.depth < MAX_DEPTH) return false;
  const from = cx.lineStart + line.pos;
  const to = cx.lineStart + line.text.length;
  cx.nextLine();
  cx.addElement(cx.elt('Typed', from, to));
  return true;
}
