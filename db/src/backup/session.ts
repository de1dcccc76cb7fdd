import postgres from 'postgres';

/** One transaction of a database, whichever driver is behind it. */
export type Session = {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
};

/** `read` sees the database as it is at the beginning, whatever is written meanwhile. */
export type Mode = 'read' | 'write';

/** Runs work in a transaction: all of it happens or, when it throws, nothing. */
export type InTransaction = <Result>(
  mode: Mode,
  work: (session: Session) => Promise<Result>,
) => Promise<Result>;

/** What `begin` takes after itself, and `set transaction` too. */
export const MODES: Record<Mode, string> = {
  read: 'isolation level repeatable read read only',
  write: 'isolation level read committed read write',
};

/** How the console's connection is called in pg_stat_activity; those of web are called `lantern`. */
const NAME = 'lantern console';

/**
 * Transactions of a PostgreSQL server, each on a connection of its own without limits of time.
 *
 * @param url `postgres://user:password@host:port/database`
 */
export const serverTransaction =
  (url: string): InTransaction =>
  async (mode, work) => {
    const client = postgres(url, {
      max: 1,
      connect_timeout: 5,
      fetch_types: false,
      connection: { application_name: NAME, statement_timeout: 0, idle_in_transaction_session_timeout: 0 },
      onnotice: () => {},
    });
    try {
      const [result] = await client.begin(MODES[mode], async (transaction) => [
        await work({
          query: async (text, values = []) => ({
            rows: await transaction.unsafe(text, values as never[], { prepare: true }),
          }),
        }),
      ]);
      return result as Awaited<ReturnType<typeof work>>;
    } finally {
      await client.end({ timeout: 5 });
    }
  };
