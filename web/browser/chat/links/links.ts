import { beginningAt, readAddress } from './address.ts';
import { Brackets } from './brackets.ts';
import { Characters } from './characters.ts';

export interface Piece {
  text: string;
  /** Where it leads, for the pieces that are links. */
  href?: string;
}

/** Nobody writes more of them for readers; each is parsed by the browser as well. */
const MOST = 100;

/**
 * Finds the web addresses in a text, as a reader would: those with `http:` or `https:`, and those that begin with `www.`.
 * Anything else a scheme may do (`javascript:`, `data:`) stays text, and so do e-mail addresses, and hosts that are made to
 * look like others, and whatever follows the hundredth.
 *
 * Its work is proportional to the text's length: whoever is in the room chooses the text.
 *
 * @returns the pieces in order; their texts joined are the text that was given
 */
export function splitLinks(text: string): Piece[] {
  return piecesOf(new Characters(text));
}

/** As {@link splitLinks}, of characters whose looks can be counted. */
export function piecesOf(text: Characters): Piece[] {
  const pieces: Piece[] = [];
  const before = { last: '', brackets: new Brackets(), withoutUser: 0 };
  let told = 0;
  let found = 0;
  const plain = (end: number) => {
    if (end > told) pieces.push({ text: text.slice(told, end) });
  };
  for (let at = 0; at < text.length && found < MOST; ) {
    const beginning = beginningAt(text, at, before.last);
    if (beginning > 0) {
      const { end, href } = readAddress(text, at, beginning, before);
      if (href) {
        plain(at);
        pieces.push({ text: text.slice(at, end), href });
        told = end;
        found++;
      }
      at = end;
      before.last = href ? '' : text.before(at);
    } else {
      before.last = text.at(at);
      if (before.last === '\n') before.brackets = new Brackets();
      else before.brackets.pass(before.last);
      at += before.last.length;
    }
  }
  plain(text.length);
  return pieces;
}
