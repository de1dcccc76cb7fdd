import { createElement } from '../dom/elements.ts';
import { splitLinks } from '../links/links.ts';

/** Splits a text into pieces and marks those that mention the reader. */
export type FindMentions = (text: string) => { text: string; mention: boolean }[];

/**
 * Renders a message's text as text nodes, links and highlighted mentions of the reader.
 *
 * @returns the nodes, and whether the text mentions the reader
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
  // Addresses are read from left to right (RFC 3987, section 4.1), also within a text that is not.
  anchor.dir = 'ltr';
  // An internationalised host name is shown as it is registered, too.
  if (!text.toLowerCase().includes(anchor.hostname)) anchor.title = anchor.href;
  return anchor;
}
