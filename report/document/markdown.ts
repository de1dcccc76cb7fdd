import { ExternalHyperlink, type FileChild, Paragraph, type ParagraphChild, TextRun } from 'docx';
import type { Token, Tokens } from 'marked';
import { codeBlock } from './code.ts';
import { BULLETS, FONTS, STEPS } from './styles.ts';
import { table } from './table.ts';
import { heading } from './text.ts';

/** `isSmall`: as in a table. */
type Look = { bold?: boolean; italics?: boolean; code?: boolean; isSmall?: boolean };

/**
 * Writes a text in Markdown: headings of levels 2 and 3, paragraphs, lists, tables, code, links.
 *
 * @param tokens of marked's lexer
 * @throws Error for anything else
 */
export function markdown(tokens: Token[]): FileChild[] {
  return tokens.flatMap((token) => block(token));
}

function block(token: Token): FileChild[] {
  const known = token as
    | Tokens.Heading
    | Tokens.Paragraph
    | Tokens.List
    | Tokens.Code
    | Tokens.Table
    | Tokens.Space;
  switch (known.type) {
    case 'space':
      return [];
    case 'heading':
      return [heading(known.text, known.depth === 2 ? 2 : 3)];
    case 'paragraph':
      return [new Paragraph({ children: inline(known.tokens) })];
    case 'list':
      return known.items.map((item) => listItem(item, known));
    case 'code':
      return codeBlock(known.text, known.lang || 'plaintext');
    case 'table':
      return [
        table(
          known.header.map(({ text }) => [text, 1]),
          known.rows.map((cells) => cells.map(({ tokens }) => inline(tokens, { isSmall: true }))),
        ),
      ];
    default:
      throw new Error(`the report cannot hold this Markdown: ${token.raw}`);
  }
}

function listItem({ tokens }: Tokens.ListItem, { ordered, raw }: Tokens.List): FileChild {
  const [first] = tokens as (Tokens.Text | Tokens.Paragraph)[];
  return new Paragraph({
    // Each list counts from 1.
    numbering: { reference: ordered ? STEPS : BULLETS, level: 0, instance: ordered ? raw.length : 0 },
    spacing: { after: 60 },
    children: inline(first?.tokens ?? []),
  });
}

/** @param look of the text around */
export function inline(tokens: Token[], look: Look = {}): ParagraphChild[] {
  return tokens.flatMap((token) => {
    const known = token as
      | Tokens.Text
      | Tokens.Codespan
      | Tokens.Strong
      | Tokens.Em
      | Tokens.Link
      | Tokens.Escape;
    switch (known.type) {
      case 'strong':
        return inline(known.tokens, { ...look, bold: true });
      case 'em':
        return inline(known.tokens, { ...look, italics: true });
      case 'codespan':
        return [run(known.text, { ...look, code: true })];
      case 'link':
        return [link(known)];
      case 'escape':
        return [run(known.text, look)];
      case 'text':
        return 'tokens' in known && known.tokens ? inline(known.tokens, look) : [run(known.text, look)];
      default:
        throw new Error(`the report cannot hold this Markdown: ${token.raw}`);
    }
  });
}

/** A link within the repository leads nowhere from the document: its words stay. */
function link({ href, tokens, text }: Tokens.Link): ParagraphChild {
  if (!/^https?:/.test(href)) return run(text, {});
  return new ExternalHyperlink({
    link: href,
    children: inline(tokens).filter((child) => child instanceof TextRun),
  });
}

function run(text: string, { bold, italics, code, isSmall }: Look): TextRun {
  // A line of the file ends in the middle of a sentence.
  const flowing = text.replaceAll('\n', ' ');
  return new TextRun({
    text: flowing,
    ...(bold && { bold }),
    ...(italics && { italics }),
    ...(code && { font: FONTS.code, size: isSmall ? 16 : 21, noProof: true }),
  });
}
