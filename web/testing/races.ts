import { after } from 'node:test';
import { connect } from '@lantern/db';

type Request = () => Promise<{ status: number }>;

/**
 * Lets two requests meet in the database in a known order.
 *
 * @param databaseUrl the site's
 */
export function races(databaseUrl: string) {
  /** A second way in, to hold a row while two requests are under way. */
  const other = connect(databaseUrl);
  after(() => other.close());

  async function waiting(): Promise<number> {
    const { rows } = await other.query(
      "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return Number(rows[0]?.n);
  }

  /**
   * Runs `first` up to where it needs a row, then `second` up to where it has to wait too; then lets both go on.
   *
   * @param lock the statement that holds the row
   * @returns the two statuses
   */
  return async function race(lock: string, first: Request, second: Request): Promise<number[]> {
    const replies = await other.db.transaction(async (tx) => {
      await tx.execute(lock);
      const started: ReturnType<Request>[] = [];
      for (const request of [first, second]) {
        started.push(request());
        while ((await waiting()) < started.length) await new Promise(setImmediate);
      }
      return started;
    });
    return (await Promise.all(replies)).map(({ status }) => status);
  };
}
