import type { ParagraphChild } from 'docx';
import { lexer, type Tokens } from 'marked';
import { inline } from '../document/markdown.ts';

/**
 * @param description one line of Markdown; absent: nothing
 * @param look.isSmall as in a table
 */
export function described(description = '', look: { isSmall?: boolean } = {}): ParagraphChild[] {
  const [first] = lexer(description) as Tokens.Paragraph[];
  return inline(first?.tokens ?? [], look);
}

/** The same as a sentence of its own, with its capital letter and full stop. */
export function sentence(description = ''): ParagraphChild[] {
  const whole = description.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
  return described(/[.!?]$/.test(whole) ? whole : `${whole}.`);
}
