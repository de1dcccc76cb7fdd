import { createElement } from '../dom/elements.ts';
import { splitLinks } from '../links/links.ts';

/** Cuts a text into pieces and says which of them mention the reader. */
export type FindMentions = (text: string) => { text: string; mention: boolean }[];

/**
 * A message's text as nodes: text, links and the reader's mentions.
 *
 * @returns the nodes, and whether the reader is mentioned
 */
export function richText(text: string, findMentions: FindMentions): { nodes: Node[]; mentioned: boolean } {
  let mentioned = false;
  const nodes = splitLinks(text).flatMap((piece) => {
    if (piece.href) return [link(piece.text, piece.href)];
    return findMentions(piece.text).map(({ text, mention }) => {
      mentioned ||= mention;
      return mention ? createElement('mark', 'mention', text) : document.createTextNode(text);
    });
  });
  return { nodes, mentioned };
}

function link(text: string, href: string): HTMLAnchorElement {
  const anchor = createElement('a', '', text);
  anchor.href = href;
  anchor.target = '_blank';
  anchor.rel = 'noopener noreferrer nofollow';
  // Addresses are read from left to right (RFC 3987, section 4.1), whatever turns the text around them.
  anchor.dir = 'ltr';
  // A host in other letters than those it is registered under says which these are.
  if (!text.toLowerCase().includes(anchor.hostname)) anchor.title = anchor.href;
  return anchor;
}
