import type { Request } from 'express';
import type { Change } from '../../chat-notifier/index.ts';

/**
 * Where a form leads whose change was made: to a page that says so, and that warns where chat could not be told of the change.
 *
 * @param path with a query
 */
export const withChatWarning = (path: string, { chat }: Change): string =>
  chat === 'informed' ? path : `${path}&chat=unreachable`;

/** Whether a page was asked to warn of that. */
export const saysChatUnreachable = ({ query }: Request): boolean => query.chat === 'unreachable';
