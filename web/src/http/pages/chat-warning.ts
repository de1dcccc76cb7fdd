import type { Request, Response } from 'express';
import type { ChangeOutcome } from '../../chat-notifier/index.ts';

/**
 * Redirects after a form made its change. If chat could not be told of the change, the page shows a warning.
 *
 * @param path with a query, in which the page reads what was done
 */
export function redirectAfterChange(res: Response, path: string, { chat }: ChangeOutcome): void {
  res.redirect(303, chat === 'published' ? path : `${path}&chat=unreachable`);
}

/** Whether `redirectAfterChange` asked a page for the warning. */
export const saysChatUnreachable = ({ query }: Request): boolean => query.chat === 'unreachable';
