import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@lantern/service/log';
import { firstIdAfter } from '../paging.ts';
import { BATCH, KINDS, type RetentionRepository } from './repository.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** How long the history of sign-ins goes back unless SIGN_INS_KEPT_DAYS says otherwise: longer than any sign-in lasts. */
export const HISTORY_DAYS = 90;

export type RetentionParts = {
  repository: RetentionRepository;
  /** Deletes signing keys whose last token has expired. */
  deleteWithdrawnKeys(): Promise<unknown>;
  /** Gives the space of deleted rows back; absent where the database does it by itself. */
  vacuum?: (() => Promise<void>) | undefined;
  /** Days for which sign-ins stay in the history. */
  keptDays: number;
  log: Logger;
  /** Milliseconds from one sweep to the next; absent: an hour. */
  every?: number | undefined;
};

/**
 * Deletes what has expired, again and again: tokens, links, sessions, keys, and sign-ins of long ago. Nothing is refused because of
 * it, since whatever has expired is not looked at; it keeps the tables from growing for ever.
 *
 * @returns ends it, after the statement that is under way
 */
export function startRetention(parts: RetentionParts): { close(): Promise<void> } {
  const { repository, deleteWithdrawnKeys, vacuum, keptDays, log, every = HOUR } = parts;
  const closing = new AbortController();
  const { signal } = closing;
  let sweeping: Promise<void> | undefined;

  async function sweep(): Promise<void> {
    const swept: Partial<Record<(typeof KINDS)[number], number>> = {};
    const historyAfter = firstIdAfter(Date.now() - keptDays * DAY);
    for (const kind of KINDS) {
      let after: string | undefined;
      for (let more = true; more && !signal.aborted; ) {
        const began = performance.now();
        const batch = await repository.deleteBatch({ kind, after, historyAfter });
        // Another process sweeps.
        if (!batch) return;
        if (batch.deleted > 0) swept[kind] = (swept[kind] ?? 0) + batch.deleted;
        more = batch.deleted === BATCH;
        after = batch.last;
        // As long as it took: others have at least half of the time.
        if (more) await sleep(performance.now() - began, undefined, { signal }).catch(() => {});
      }
    }
    if (Object.keys(swept).length > 0) log.info(swept, 'expired data was deleted');
    if (!signal.aborted) await deleteWithdrawnKeys();
    if (!signal.aborted) await vacuum?.();
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
      closing.abort();
      clearInterval(timer);
      await sweeping;
    },
  };
}
