import type { Logger } from '@lantern/service/log';
import { firstIdAfter } from '../paging.ts';
import type { RetentionRepository } from './repository.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** How long the history of sign-ins goes back: longer than any sign-in lasts. */
export const HISTORY_DAYS = 90;

/** @param kept.vacuum gives the space of deleted rows back; absent where the database does it by itself */
type Kept = RetentionRepository & { vacuum?: (() => Promise<void>) | undefined };

/**
 * Deletes what has expired, again and again: tokens, links, and sign-ins of long ago. Nothing is refused because of it, since
 * whatever has expired is not looked at; it keeps the tables from growing for ever.
 *
 * @param every milliseconds from one sweep to the next; absent: an hour
 * @returns ends it, after the statement that is under way
 */
export function startRetention(repository: Kept, log: Logger, every = HOUR): { close(): Promise<void> } {
  let isClosed = false;
  let sweeping: Promise<void> | undefined;

  async function sweep(): Promise<void> {
    while (!isClosed && (await repository.deleteBatch(firstIdAfter(Date.now() - HISTORY_DAYS * DAY))));
    if (!isClosed) await repository.vacuum?.();
  }

  const timer = setInterval(() => {
    sweeping ??= sweep()
      .catch(() => log.warn('what has expired could not be deleted: it is tried again later'))
      .finally(() => {
        sweeping = undefined;
      });
  }, every).unref();

  return {
    async close() {
      isClosed = true;
      clearInterval(timer);
      await sweeping;
    },
  };
}
