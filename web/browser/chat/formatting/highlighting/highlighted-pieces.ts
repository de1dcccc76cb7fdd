import type { Tree } from '@lezer/common';
import { highlightTree, tagHighlighter, tags } from '@lezer/highlight';
import type { Piece } from '../formatted-text.ts';

/** A part of a block of code. */
export interface HighlightedPiece extends Piece {
  /** Absent for what has the colour of text. */
  className?: string;
}

const highlighter = tagHighlighter([
  { tag: [tags.keyword, tags.processingInstruction], class: 'code-keyword' },
  { tag: [tags.string, tags.regexp, tags.escape, tags.character], class: 'code-string' },
  {
    tag: [tags.number, tags.bool, tags.null, tags.atom, tags.unit, tags.color, tags.self],
    class: 'code-number',
  },
  { tag: [tags.comment, tags.documentMeta], class: 'code-comment' },
  { tag: [tags.typeName, tags.className, tags.tagName, tags.namespace], class: 'code-type' },
  {
    tag: [
      ...[tags.propertyName, tags.attributeName, tags.labelName, tags.macroName, tags.meta],
      ...[tags.function(tags.variableName), tags.function(tags.propertyName)],
    ],
    class: 'code-name',
  },
]);

/**
 * Finds the keywords, strings, numbers, comments and names of a block of code.
 *
 * @param content the code with its mentions, which are not divided
 * @param tree of the parsed code
 * @returns pieces with the same text
 */
export function highlightedPieces(content: readonly Piece[], tree: Tree): HighlightedPiece[] {
  const text = content.map((piece) => piece.text).join('');
  const pieces: HighlightedPiece[] = [];
  let at = 0;
  /** The piece of the content in which {@link at} is, and where it begins. */
  let index = 0;
  let start = 0;
  /** One element for all in a row: thousands of them keep a page busy. */
  const add = (text: string, className?: string) => {
    const last = pieces.at(-1);
    const isAlike = last?.className === className && !last?.mention && last?.href === undefined;
    if (last && isAlike) last.text += text;
    else pieces.push({ text, ...(className && { className }) });
  };
  const takeUntil = (end: number, className?: string) => {
    while (at < end) {
      const piece = content[index] as Piece;
      const pieceEnd = start + piece.text.length;
      const isWhole = piece.mention || piece.href !== undefined;
      const to = isWhole ? pieceEnd : Math.min(end, pieceEnd);
      if (isWhole) pieces.push(piece);
      else add(text.slice(at, to), className);
      at = to;
      if (to < pieceEnd) continue;
      start = pieceEnd;
      index++;
    }
  };
  highlightTree(tree, highlighter, (from, to, className) => {
    // A node of a broken text may end behind it.
    takeUntil(Math.min(from, text.length));
    takeUntil(Math.min(to, text.length), className);
  });
  takeUntil(text.length);
  return pieces;
}
