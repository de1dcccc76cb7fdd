import { BorderStyle, type FileChild, Paragraph, ShadingType, TextRun } from 'docx';
import type { Element, Root, RootContent, Text } from 'hast';
import { common, createLowlight } from 'lowlight';
import { STYLE } from './styles.ts';

const lowlight = createLowlight(common);

/** Colours by the classes of highlight.js; what is not here stays black. */
const COLOURS: Record<string, string> = {
  'hljs-comment': '6A737D',
  'hljs-keyword': 'B3261E',
  'hljs-built_in': '7A3E9D',
  'hljs-literal': '0B5CAD',
  'hljs-number': '0B5CAD',
  'hljs-string': '1B6E3C',
  'hljs-regexp': '1B6E3C',
  'hljs-title': '7A3E9D',
  'hljs-attr': '0B5CAD',
  'hljs-section': '7A3E9D',
  'hljs-attribute': '0B5CAD',
  'hljs-variable': '8A4B08',
  'hljs-template-variable': '8A4B08',
  'hljs-type': '7A3E9D',
};
const BLACK = '1F2933';

type Piece = { text: string; colour: string };

/**
 * Highlighted code, a paragraph for each line.
 *
 * @param language by highlight.js' name
 * @throws Error when highlight.js does not know the language
 */
export function codeBlock(text: string, language: string): FileChild[] {
  const tree = lowlight.highlight(language, text.trimEnd().replaceAll('\t', '  '));
  return linesOf(piecesIn(tree, BLACK)).map((line) => codeLine(line));
}

function codeLine(pieces: Piece[]): FileChild {
  const edge = { style: BorderStyle.SINGLE, size: 8, space: 4, color: 'D5DBE1' };
  return new Paragraph({
    style: STYLE.code,
    border: { left: edge },
    shading: { type: ShadingType.CLEAR, fill: 'F7F8FA', color: 'auto' },
    children: pieces.map(({ text, colour }) => new TextRun({ text, color: colour })),
  });
}

function piecesIn(node: Root | Element, colour: string): Piece[] {
  return node.children.flatMap((child: RootContent) => {
    if (child.type === 'text') return [{ text: (child as Text).value, colour }];
    if (child.type !== 'element') return [];
    const classes = child.properties.className;
    const known = (Array.isArray(classes) ? classes : []).map(String).find((name) => name in COLOURS);
    return piecesIn(child, (known && COLOURS[known]) || colour);
  });
}

/** Pieces of one colour side by side become one. */
function linesOf(pieces: Piece[]): Piece[][] {
  const lines: Piece[][] = [[]];
  for (const { text, colour } of pieces)
    for (const [at, part] of text.split('\n').entries()) {
      if (at > 0) lines.push([]);
      const line = lines.at(-1) ?? [];
      const last = line.at(-1);
      if (last && (last.colour === colour || part.trim() === '')) last.text += part;
      else if (part !== '') line.push({ text: part, colour });
    }
  return lines;
}
