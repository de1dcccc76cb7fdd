import { MAX_TEXT } from '@lantern/chat/protocol';
import { isVisible } from '@lantern/service/text';

/**
 * The text as it is sent: without white space at its end (at its start it is an indent) and without control characters and lone
 * surrogates. No reader sees those, but each takes six bytes of JSON, and a frame over the limit closes the socket: without them
 * a text within {@link MAX_TEXT} always fits a frame.
 *
 * @returns an empty string when nothing of the text would be visible
 */
export function outgoingText(typed: string): string {
  const text = typed
    .replace(/\r\n?/gu, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .toWellFormed()
    .trimEnd();
  return isVisible(text) ? text : '';
}

/** How many characters are left until the limit; negative when the text is too long. */
export function remainingLength(text: string): number {
  return MAX_TEXT - outgoingText(text).length;
}
