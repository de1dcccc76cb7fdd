import type nunjucks from 'nunjucks';
import { splitLinks } from '../../../browser/chat/links/links.ts';
import { escaped, printable } from './templates/encoded-output.ts';

/**
 * A text of somebody's, with its web addresses as links, found as in messages. Nothing else in it is markup.
 *
 * @returns HTML that is not escaped again
 */
export function linkedText(text: string): nunjucks.runtime.SafeString {
  const html = splitLinks(text).map(({ text: piece, href }) =>
    href
      ? `<a href="${escaped(href)}" target="_blank" rel="noopener noreferrer nofollow">${escaped(piece)}</a>`
      : escaped(piece),
  );
  return printable(html.join(''));
}
