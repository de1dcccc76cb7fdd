import { Brackets } from './brackets.ts';
import { TextReader } from './text-reader.ts';
import { readUrl, urlPrefixLength } from './url.ts';

export interface Piece {
  text: string;
  /** The target, for a piece that is a link. */
  href?: string;
}

/** No reader needs more links in a message; the browser parses each URL once more. */
const MAX_LINKS = 100;
/** What every link contains: most messages have none of it, and need no further search. */
const MAY_HAVE_LINK = /:\/\/|www\./i;

/**
 * Finds the web addresses in a text, as a reader would: those with `http:` or `https:`, and those that begin with `www.`.
 * Other schemes (`javascript:`, `data:`), e-mail addresses, hosts that imitate others and everything after the hundredth link
 * remain text.
 *
 * The work is proportional to the text's length: every member of a room can choose the text.
 *
 * @returns the pieces in order; their texts joined are the given text
 */
export function splitLinks(text: string): Piece[] {
  if (!MAY_HAVE_LINK.test(text)) return text === '' ? [] : [{ text }];
  return splitLinksOf(new TextReader(text));
}

/** As {@link splitLinks}, for a reader whose reads can be counted. */
export function splitLinksOf(text: TextReader): Piece[] {
  const pieces: Piece[] = [];
  const preceding = { last: '', brackets: new Brackets(), noUserBefore: 0 };
  let splitUpTo = 0;
  let links = 0;
  const addText = (end: number) => {
    if (end > splitUpTo) pieces.push({ text: text.slice(splitUpTo, end) });
  };
  for (let at = 0; at < text.length && links < MAX_LINKS; ) {
    const prefixLength = urlPrefixLength(text, at, preceding.last);
    if (prefixLength > 0) {
      const { end, href } = readUrl(text, { start: at, prefixLength, preceding });
      if (href) {
        addText(at);
        pieces.push({ text: text.slice(at, end), href });
        splitUpTo = end;
        links++;
      }
      at = end;
      preceding.last = href ? '' : text.before(at);
    } else {
      preceding.last = text.at(at);
      if (preceding.last === '\n') preceding.brackets = new Brackets();
      else preceding.brackets.add(preceding.last);
      at += preceding.last.length;
    }
  }
  addText(text.length);
  return pieces;
}
