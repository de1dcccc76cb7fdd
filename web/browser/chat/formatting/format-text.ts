import type { SyntaxNode } from '@lezer/common';
import { parser as commonMark } from '@lezer/markdown';
import { BlockParsers } from './block-parsers.ts';
import { Delimiters } from './delimiters.ts';
import type { Block, Inline, ListItem, ListMarker, Piece } from './formatted-text.ts';
import { Source } from './source.ts';

/** Quotes and lists within each other; deeper ones stay as typed. */
const MAX_NESTING = 3;
/** Bold, italic and struck text within each other. */
const MAX_MARKS = 4;
const KINDS = { Emphasis: 'italic', StrongEmphasis: 'bold', Strike: 'strike' } as const;
const LANGUAGE = /^[\p{L}\p{N}+#._-]{1,20}$/u;

const delimiters = new Delimiters();
const blockParsers = new BlockParsers();
let source = new Source([]);

/** CommonMark with these rules only: bold, italic and struck text, code, quotes and lists. Everything else stays as typed. */
const parser = commonMark.configure([
  {
    remove: ['LinkReference', 'IndentedCode', 'ATXHeading', 'HTMLBlock', 'SetextHeading'],
    defineNodes: ['Typed', 'Strike', 'StrikeMark', 'Atom'],
  },
  { remove: ['Escape', 'Entity', 'HTMLTag', 'HardBreak', 'Link', 'Image', 'LinkEnd'] },
  blockParsers.config,
  {
    parseInline: [
      {
        name: 'Atom',
        before: 'Escape',
        parse(cx, _next, start) {
          const end = source.atomEnd(start);
          return end > 0 && end <= cx.end ? cx.addElement(cx.elt('Atom', start, end)) : -1;
        },
      },
      delimiters.parser,
    ],
  },
]);

/** Where a part of the text stands: how much of each line is indent or marks around it, and in how many quotes and lists. */
type Place = { indent: number; nesting: number };

/**
 * Finds the formatting of a message. Marks that are not closed, or mean nothing here, stay in the text as they were typed; so do
 * line breaks and white space.
 *
 * @param pieces the text with its links and mentions
 */
export function formatText(pieces: readonly Piece[]): Block[] {
  source = new Source(pieces);
  delimiters.reset();
  blockParsers.reset(source.text);
  const { topNode } = parser.parse(source.text);
  return blocksOf(topNode, 0, { indent: 0, nesting: 0 });
}

/** @param from where the content of the node begins */
function blocksOf(node: SyntaxNode, from: number, place: Place): Block[] {
  const blocks: Block[] = [];
  let words: Inline[] = [];
  let done = from;
  const finishParagraph = () => {
    const content = withoutOuterBreaks(words, blocks.length > 0);
    if (content.length > 0) blocks.push({ kind: 'paragraph', content });
    words = [];
  };
  for (const child of childrenOf(node)) {
    // The marks of quotes lie in what is typed between blocks, where they count as an indent.
    if (child.from < done || child.name === 'QuoteMark') continue;
    const block = blockOf(child, place);
    if (block) {
      words.push(...typed(done, child.from, place));
      finishParagraph();
      blocks.push(block);
    } else if (child.name === 'Paragraph') {
      words.push(...typed(done, child.from, place), ...inlineOf(child, { ...place, nesting: 0 }));
    } else {
      const only = onlyParagraph(child);
      words.push(...typed(done, only?.from ?? child.to, place));
      if (only) words.push(...inlineOf(only, { ...place, nesting: 0 }), ...typed(only.to, child.to, place));
    }
    done = child.to;
  }
  words.push(...typed(done, node.to, place));
  finishParagraph();
  return blocks;
}

function blockOf(node: SyntaxNode, place: Place): Block | undefined {
  if (node.name === 'Fence') return codeBlock(node, place);
  if (place.nesting >= MAX_NESTING) return undefined;
  if (node.name === 'Quote') {
    const from = contentStart(node, node.from + 1);
    const content = blocksOf(node, from, inner(place, from));
    return content.length > 0 ? { kind: 'quote', content } : undefined;
  }
  return node.name === 'BulletList' || node.name === 'OrderedList' ? list(node, place) : undefined;
}

function codeBlock(node: SyntaxNode, place: Place): Block | undefined {
  const fence = blockParsers.fences.get(node.from);
  if (!fence) return undefined;
  const isLanguage = LANGUAGE.test(fence.info);
  const from = isLanguage || fence.info === '' ? fence.from : fence.infoFrom;
  // The first line is not led by a line break, by which an indent is found.
  const start = from === fence.from ? from - 1 : from;
  const indent = place.indent + fence.indent;
  const content = withoutOuterBreaks(
    source.pieces(start, Math.max(start, fence.to), { indent, links: false }).map(asInline),
    true,
  );
  if (content.length === 0) return undefined;
  return { kind: 'code', language: isLanguage ? fence.info : '', content: content.map(asPiece) };
}

/**
 * A list has at least two items, or stands below the words of another's item, and all of its items have content: others are dashes and
 * numbers that somebody typed.
 */
function list(node: SyntaxNode, place: Place): Block | undefined {
  const items: ListItem[] = [];
  let marker: ListMarker = 'bullet';
  for (const item of childrenOf(node).filter(({ name }) => name === 'ListItem')) {
    const mark = item.getChild('ListMark');
    const from = contentStart(item, mark?.to ?? item.from);
    const content = blocksOf(item, from, inner(place, from));
    if (content.length === 0) return undefined;
    if (node.name === 'BulletList') items.push({ content });
    else {
      const typedMark = source.text.slice(mark?.from, mark?.to);
      marker = typedMark.endsWith(')') ? ')' : '.';
      items.push({ number: Number.parseInt(typedMark, 10), content });
    }
  }
  const isNested = items.some(({ content }) => content.some(({ kind }) => kind !== 'paragraph'));
  const isBelowItem = node.parent?.name === 'ListItem' && node.prevSibling?.name === 'Paragraph';
  return items.length > 1 || isNested || isBelowItem ? { kind: 'list', marker, items } : undefined;
}

/** The only paragraph of what is a list for the parser, but not for a reader. */
function onlyParagraph(node: SyntaxNode): SyntaxNode | undefined {
  const paragraph = node.getChild('ListItem')?.getChild('Paragraph') ?? undefined;
  return node.getChildren('ListItem').length === 1 ? paragraph : undefined;
}

function contentStart(node: SyntaxNode, from: number): number {
  let start = from;
  const first = childrenOf(node).find(({ name }) => name !== 'QuoteMark' && name !== 'ListMark');
  const end = Math.min(first?.from ?? node.to, node.to);
  // One space belongs to the mark, further ones are an indent; a list has as many as it likes.
  if (node.name === 'Quote') return Math.min(from + 1, end);
  while (start < end && ' \t'.includes(source.text.charAt(start))) start++;
  return start;
}

function inner({ nesting }: Place, from: number): Place {
  return { indent: from - (source.text.lastIndexOf('\n', from - 1) + 1), nesting: nesting + 1 };
}

/** @param place.nesting here counts marks within each other */
function inlineOf(node: SyntaxNode, place: Place): Inline[] {
  const content: Inline[] = [];
  let done = node.from;
  let end = node.to;
  for (const child of childrenOf(node)) {
    if (child.name === 'EmphasisMark' || child.name === 'StrikeMark') {
      if (child.from === node.from) done = child.to;
      else end = child.from;
      continue;
    }
    const kind = KINDS[child.name as keyof typeof KINDS];
    const isCode = child.name === 'InlineCode';
    if (!isCode && (!kind || place.nesting >= MAX_MARKS)) continue;
    content.push(...typed(done, child.from, place));
    if (isCode) content.push(inlineCode(child, place));
    else content.push({ kind, content: inlineOf(child, { ...place, nesting: place.nesting + 1 }) });
    done = child.to;
  }
  return [...content, ...typed(done, end, place)];
}

/** As in CommonMark, one space on both sides is not shown: it keeps a backtick off the marks. */
function inlineCode(node: SyntaxNode, place: Place): Inline {
  const marks = node.getChildren('CodeMark');
  let from = marks[0]?.to ?? node.from;
  let to = marks[1]?.from ?? node.to;
  const text = source.text.slice(from, to);
  if (text.startsWith(' ') && text.endsWith(' ') && text.trim() !== '') {
    from++;
    to--;
  }
  return { kind: 'code', content: source.pieces(from, to, { indent: place.indent, links: false }) };
}

function typed(from: number, to: number, { indent }: Place): Inline[] {
  return from < to ? source.pieces(from, to, { indent, links: true }).map(asInline) : [];
}

const asInline = (piece: Piece): Inline => ({ kind: 'piece', ...piece });
const asPiece = (inline: Inline): Piece => {
  const { kind: _kind, ...piece } = inline as Inline & { kind: 'piece' };
  return piece;
};

/** Removes the line breaks between a paragraph and the blocks around it, which begin lines of their own anyway. */
function withoutOuterBreaks(words: Inline[], isAfterBlock: boolean): Inline[] {
  const trimmed = [...words];
  const trim = (at: number, pattern: RegExp) => {
    const word = trimmed.at(at);
    if (word?.kind === 'piece') trimmed.splice(at, 1, { ...word, text: word.text.replace(pattern, '') });
  };
  if (isAfterBlock) trim(0, /^(?:[ \t\r]*\n)+/);
  trim(-1, /(?<!\s)\s+$/u);
  return trimmed.filter((word) => word.kind !== 'piece' || word.text !== '');
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}
