export interface Piece {
  text: string;
  /** Where it leads, for the pieces that are links. */
  href?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"]+/giu;
const TRAILING = /[.,:;!?'"»”’*_~…]$/u;

/**
 * Finds the web addresses in a text. Only `http:` and `https:` become links: anything else a scheme may do
 * (`javascript:`, `data:`) stays text.
 *
 * @returns the pieces in order; their texts joined are the text that was given
 */
export function splitLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTail(match[0]);
    if (!URL.canParse(address)) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: address, href: new URL(address).href });
    end = match.index + address.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** "See (https://example.org/a)." means the address without the bracket and the full stop. */
function withoutTail(address: string): string {
  let rest = address;
  for (;;) {
    const opened = rest.split('(').length;
    const closed = rest.split(')').length;
    if (TRAILING.test(rest) || (rest.endsWith(')') && closed > opened)) rest = rest.slice(0, -1);
    else return rest;
  }
}
