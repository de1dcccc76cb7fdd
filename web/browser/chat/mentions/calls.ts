import { createMentionFinder } from './mentions.ts';

/**
 * The words that call everybody in the room, in each language of the site (`mentions.all` of its texts): who writes one does not know
 * in which language others read.
 */
export const CALLS = [{ name: 'here' }, { name: '\u0432\u0441\u0435' }];

const findCalls = createMentionFinder(...CALLS);

/** Whether a text calls everybody in the room. Only the owner and moderators alert them by that. */
export function callsAll(text: string): boolean {
  return text.includes('@') && findCalls(text).some(({ mention }) => mention);
}
