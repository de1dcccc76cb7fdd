import type { DelimiterType, InlineContext, InlineParser } from '@lezer/markdown';
import { InlineContext as Context } from '@lezer/markdown';

/** More marks than a reader can take in; looking for the partner of each costs the square of their number. */
const MAX_DELIMITERS = 300;

/** Scripts that are written without spaces: a mark may stand between two of their letters. */
const SPACELESS =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const AFTER_WORDS = new RegExp(`^(?:$|[\\s\\p{Ps}\\p{Pi}\\p{Pd}\\p{So}"'*_~:;,!?=|>+]|[${SPACELESS}])`, 'u');
const BEFORE_WORDS = new RegExp(
  `^(?:$|[\\s\\p{Pe}\\p{Pf}\\p{Pi}\\p{Pd}\\p{So}"'*_~:;,.!?=|<+]|(?!\\p{ASCII})\\p{Po}|[${SPACELESS}])`,
  'u',
);
const WORD = /^[\p{L}\p{N}]/u;
/** What no emphasised words begin or end with: `(*p)`, `:*)`, and slashes, which paths and comments of programs have. */
const NO_BEGINNING = /^(?:$|[\s),;\]}])/u;
const NO_END = /^(?:$|[\s([{/\\])/u;

const STRIKE: DelimiterType = { resolve: 'Strike', mark: 'StrikeMark' };

/** By mark: its delimiter, and how many times it may be repeated. */
const MARKS: Record<string, { type: DelimiterType; sizes: number[] }> = {
  '*': { type: Context.emphasisAsterisk, sizes: [1, 2, 3] },
  // Not two: `__init__`.
  _: { type: Context.emphasisUnderscore, sizes: [1] },
  '~': { type: STRIKE, sizes: [2] },
};

/** Finds the marks of bold, italic and struck text. */
export class Delimiters {
  #left = MAX_DELIMITERS;

  /** Call it before each text. */
  reset(): void {
    this.#left = MAX_DELIMITERS;
  }

  readonly parser: InlineParser = {
    name: 'Emphasis',
    parse: (cx, next, start) => {
      const mark = String.fromCharCode(next);
      const rule = MARKS[mark];
      if (!rule) return -1;
      let end = start + 1;
      while (cx.char(end) === next) end++;
      if (!rule.sizes.includes(end - start)) return skip(cx, start, end);
      const { open, close } = sides(cx, start, end);
      if ((!open && !close) || this.#left === 0) return skip(cx, start, end);
      this.#left--;
      return cx.addDelimiter(rule.type, start, end, open, close);
    },
  };
}

/** Passes marks that have no meaning here: the parser would look at each of them again. */
function skip(cx: InlineContext, start: number, end: number): number {
  return cx.addElement(cx.elt('Typed', start, end));
}

/**
 * Whether marks can begin and end something. They stand at the edge of words, on the outer side of what they mark: not within a
 * word (`snake_case`) or a product (`2*3*4`), and not beside slashes (`¯\_(ツ)_/¯`).
 */
function sides(cx: InlineContext, start: number, end: number): { open: boolean; close: boolean } {
  const mark = cx.slice(start, start + 1);
  const before = characterBefore(cx, start);
  const after = characterAt(cx, end);
  const isGlob = end - start === 1 && after === '.';
  const inWord = mark === '_' && WORD.test(before) && WORD.test(after);
  return {
    open: !inWord && !isGlob && AFTER_WORDS.test(before) && !NO_BEGINNING.test(after),
    close: !inWord && BEFORE_WORDS.test(after) && !NO_END.test(before),
  };
}

function characterBefore(cx: InlineContext, index: number): string {
  if (index <= cx.offset) return '';
  const two = cx.slice(Math.max(cx.offset, index - 2), index);
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(two) ? two : two.slice(-1);
}

function characterAt(cx: InlineContext, index: number): string {
  const [character = ''] = cx.slice(index, index + 2);
  return character;
}
