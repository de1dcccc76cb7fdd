import { after } from 'node:test';
import { connect } from '@lantern/db';

type Request = () => Promise<{ status: number }>;

/**
 * Lets requests meet in the database in a known order.
 *
 * @param databaseUrl the site's
 */
export function races(databaseUrl: string) {
  /** A second way in, to hold a row while requests are under way. */
  const other = connect(databaseUrl);
  after(() => other.close());

  /** Waits until each of the requests waits for what is held. @throws Error when one is answered instead */
  async function waiting(requests: ReturnType<Request>[]): Promise<void> {
    const waiters =
      "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    let answer: string | undefined;
    for (const request of requests)
      request.then(({ status }) => {
        answer = `a request was answered ${status}, and was to wait`;
      }, String);
    while (Number((await other.query(waiters)).rows[0]?.n) < requests.length) {
      if (answer) throw new Error(answer);
      await new Promise(setImmediate);
    }
  }

  /**
   * Holds what a statement locks.
   *
   * @returns lets it go
   */
  async function hold(lock: string): Promise<() => Promise<void>> {
    const [held, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const transaction = other.db.transaction(async (tx) => {
      await tx.execute(lock);
      held.resolve();
      await over.promise;
    });
    await Promise.race([held.promise, transaction]);
    return () => {
      over.resolve();
      return transaction;
    };
  }

  /**
   * Runs `first` up to where it needs a row, then `second` up to where it has to wait too; then lets both go on.
   *
   * @param lock the statement that holds the row
   * @returns the two statuses
   */
  async function race(lock: string, first: Request, second: Request): Promise<number[]> {
    const letGo = await hold(lock);
    const started: ReturnType<Request>[] = [];
    try {
      for (const request of [first, second]) {
        started.push(request());
        await waiting(started);
      }
    } finally {
      await letGo();
    }
    return (await Promise.all(started)).map(({ status }) => status);
  }

  /**
   * Runs `slow` up to where it looks at its person's rights, after all that it has shown of itself; then all of `meanwhile`; then
   * the rest of `slow`.
   *
   * @param lock the statement that holds a row which `meanwhile` changes
   * @returns the two statuses
   */
  async function overtake(lock: string, slow: Request, meanwhile: Request): Promise<number[]> {
    const letGo = await hold(lock);
    const faster = meanwhile();
    await waiting([faster]).catch(async (error) => {
      await letGo();
      throw error;
    });
    const letRightsGo = await hold('lock table user_roles in access exclusive mode');
    try {
      const slower = slow();
      await waiting([faster, slower]).finally(letGo);
      const { status } = await faster;
      await letRightsGo();
      return [(await slower).status, status];
    } finally {
      await letRightsGo();
    }
  }

  return { race, overtake };
}
