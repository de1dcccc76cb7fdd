import type { Piece } from '../formatting/formatted-text.ts';
import { formattedNodes, mayBeFormatted } from '../formatting/formatter.ts';
import { pieceNodes } from '../formatting/piece-nodes.ts';
import type { Translator } from '../i18n/translator.ts';
import { splitLinks } from '../links/links.ts';

/** Splits a text into pieces and marks those that mention the reader. */
export type FindMentions = (text: string) => { text: string; mention: boolean }[];

/**
 * Renders a message's text with its formatting, links and highlighted mentions of the reader. What it mentions does not depend on
 * its formatting.
 *
 * @returns the nodes, and whether the text mentions the reader
 */
export function richText(
  text: string,
  findMentions: FindMentions,
  translator: Translator,
): { nodes: Node[]; mentioned: boolean } {
  const pieces = split(text, findMentions);
  const mentioned = pieces.some(({ mention }) => mention);
  return { nodes: mayBeFormatted(text) ? formattedNodes(pieces, translator) : pieceNodes(pieces), mentioned };
}

/** Renders a text without formatting, but with its links and mentions. */
export function asTyped(text: string, findMentions: FindMentions): Node[] {
  return pieceNodes(split(text, findMentions));
}

function split(text: string, findMentions: FindMentions): Piece[] {
  return splitLinks(text).flatMap((piece): Piece[] => (piece.href ? [piece] : findMentions(piece.text)));
}
