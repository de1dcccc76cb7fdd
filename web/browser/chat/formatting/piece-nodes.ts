import { createElement } from '../dom/elements.ts';
import type { Piece } from './formatted-text.ts';

/** Renders pieces as text nodes, links and highlighted mentions. */
export function pieceNodes(pieces: readonly Piece[]): Node[] {
  return pieces.map(({ text, href, mention }) => {
    if (href !== undefined) return link(text, href);
    return mention ? createElement('mark', 'mention', text) : document.createTextNode(text);
  });
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
