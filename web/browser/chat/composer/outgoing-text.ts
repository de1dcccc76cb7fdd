import { MAX_TEXT } from '@lantern/chat/protocol';
import { isVisible } from '@lantern/service/text';

/**
 * A text as it is sent: without the white space after it (before it, it is an indent) and without what no reader can see but a frame would pay
 * for (control characters and lone surrogates are six bytes each in JSON, and a frame over the limit closes the
 * socket). Whatever fits {@link MAX_TEXT} then fits a frame.
 *
 * @returns the text; empty when nothing of it would be seen
 */
export function outgoing(typed: string): string {
  const text = typed
    .replace(/\r\n?/gu, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .toWellFormed()
    .trimEnd();
  return isVisible(text) ? text : '';
}

/** How many characters of the limit a text leaves; negative when it is too long. */
export function room(text: string): number {
  return MAX_TEXT - outgoing(text).length;
}
