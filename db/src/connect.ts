import { makePgArray, parsePgArray } from 'drizzle-orm/pg-core/utils/array';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import type { Connection } from './database.ts';
import { applyMigrations } from './migration/apply-migrations.ts';
import { readTimeout } from './read-timeout.ts';
import * as schema from './schema/index.ts';
import { renewSearchKeys } from './search-keys.ts';

/** In seconds. Postgres ends a statement that takes longer, and says so. */
const STATEMENT = 10;
/** Longer than that, and nobody is there any more. */
const SILENCE = STATEMENT + 2;
/** Less than that: a connection that has nothing to do is not taken for silent. One that was lost is asked no later than this. */
const IDLE = 5;
/** The type text[] (pg_type.dat). */
const TEXTS = 1009;
/**
 * Of arrays only texts are kept. By itself postgres.js asks for all array types on each new connection, and where that is lost
 * meanwhile the failure is caught by nobody.
 */
const ARRAYS = {
  fetch_types: false,
  types: {
    texts: {
      to: TEXTS,
      from: [TEXTS],
      serialize: (texts: string | string[]) => (typeof texts === 'string' ? texts : makePgArray(texts)),
      parse: parsePgArray,
    },
  },
};

/** A migration of a large table says nothing for minutes. */
const MIGRATION_SILENCE = 15 * 60;

/** Any number, but the same in every replica: "lantern migrations". */
export const MIGRATION_LOCK = 7_305_114_820;

/** Queries and transactions of the website that run at once. */
export const MAX_CONCURRENT_QUERIES = 10;

/** Runs work when it is its turn; rejects where that would take too long. */
export type WhenFree = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Opens a pool of connections to a PostgreSQL server. Connects on the first query; a query made while the server is away
 * rejects (see `isUnavailable`), and later ones find it again. A connection whose server says nothing is given up.
 *
 * @param url `postgres://user:password@host:port/database`
 * @param options.silence seconds without a byte after which a connection is given up; more than any statement takes
 * @param options.whenFree lets at most MAX_CONCURRENT_QUERIES of the queries and transactions of `db` begin; without it each begins at once
 */
export function connect(url: string, options: { silence?: number; whenFree?: WhenFree } = {}): Connection {
  const { silence = SILENCE, whenFree = (work) => work() } = options;
  const settings = {
    connect_timeout: 5,
    idle_timeout: IDLE,
    ...ARRAYS,
    ...readTimeout(silence),
    // The default grows to 20 s, and meanwhile every query waits: longer than anybody looks at a blank page.
    backoff: (attempt: number) => Math.min(0.1 * 2 ** attempt, 1),
    connection: {
      application_name: 'lantern',
      statement_timeout: STATEMENT * 1000,
    },
    onnotice: () => {},
  };
  // One more than take turns: `query`, with which health is looked at, waits behind none of them.
  const client = postgres(url, { ...settings, max: MAX_CONCURRENT_QUERIES + 1 });
  const { unsafe } = client;
  const shared = postgres(url, { ...settings, max: 1 });
  for (const each of [client, shared]) prepareStatements(each);
  return {
    db: drizzle(takingTurns(client, whenFree), { schema }),
    lookups: drizzle(takingTurns(client, whenFree, sharing(shared, client)), { schema }),
    async query(text, values = []) {
      return { rows: await unlessReplayed(async () => await unsafe(text, values as never[])) };
    },
    close: async () => {
      await Promise.all([client.end({ timeout: 5 }), shared.end({ timeout: 5 })]);
    },
  };
}

/**
 * drizzle leaves preparing off. Then Postgres parses each statement anew, and describes it in a round trip of its own. Prepared, it is
 * planned anew for its first five values only, unless its plan depends on them (`plan_cache_mode`): to plan the statement that finds
 * who asks took three times as long as to run it.
 */
function prepareStatements(client: postgres.Sql): void {
  const { unsafe } = client;
  client.unsafe = (text, values, options) => unsafe(text, values, { ...options, prepare: true });
}

/** Runs a query on a client of its choice. */
type RunOn = <Result>(query: (client: postgres.Sql) => Promise<Result>) => Promise<Result>;

/** So many lookups wait for the shared connection at most. */
const MOST_SHARING = 8;
/** In milliseconds. A shared connection that has answered nothing for longer waits for a lock or a disk. */
const SHARED_PATIENCE = 20;

/**
 * Sends lookups over one connection. The lookups of one turn of the event loop are one write, and wake one process of Postgres: on
 * connections of their own the writes were a quarter of a page's CPU time. Nobody waits long behind a slow one: then lookups take the
 * pool, as all other statements do.
 */
function sharing(shared: postgres.Sql, pool: postgres.Sql): RunOn {
  let waiting = 0;
  let answered = 0;
  return async (query) => {
    const now = performance.now();
    if (waiting === 0) answered = now;
    if (waiting >= MOST_SHARING || now - answered > SHARED_PATIENCE) return query(pool);
    waiting += 1;
    try {
      return await query(shared);
    } finally {
      waiting -= 1;
      answered = performance.now();
    }
  };
}

/**
 * What drizzle calls of a client, in turns. postgres.js itself would put queries without end behind those that run, and one
 * locked table would keep everybody waiting. The client is not changed: its own `begin` calls `unsafe`.
 */
function takingTurns(
  client: postgres.Sql,
  whenFree: WhenFree,
  runOn: RunOn = (query) => query(client),
): postgres.Sql {
  // Again on the pool: where connections are lost one after the other, nobody waits for one of them to be made anew.
  const run = <Result>(query: (on: postgres.Sql) => Promise<Result>) =>
    whenFree(() => unlessReplayed((attempt) => (attempt === 0 ? runOn(query) : query(client))));
  const unsafe = (...query: Parameters<typeof client.unsafe>) => ({
    // biome-ignore lint/suspicious/noThenProperty: a query of postgres.js is awaited as it is, or for its values.
    then: (...handlers: Parameters<Promise<unknown>['then']>) =>
      run(async (on) => await on.unsafe(...query)).then(...handlers),
    values: () => run(async (on) => await on.unsafe(...query).values()),
  });
  const begin = (work: (transaction: postgres.TransactionSql) => Promise<unknown>) =>
    whenFree(() => {
      let hasBegun = false;
      const beginning = (transaction: postgres.TransactionSql) => {
        hasBegun = true;
        return work(transaction);
      };
      // What the work did beside the database would be done twice.
      return unlessReplayed(
        () => client.begin(beginning),
        () => !hasBegun,
      );
    });
  return Object.assign(Object.create(client), { unsafe, begin });
}

/**
 * Runs a query once more when it got the error of another. A connection of postgres.js whose server was shut down under a query
 * keeps that error, and gives it to the first query after it has connected anew, which it never sends
 * (https://github.com/porsager/postgres/issues/1223). So does one that was ended because it was idle (57P05). The queries that the shutdown did end fail with CONNECTION_CLOSED, and are not run again.
 *
 * @param isUnsent whether the query may still be such a one
 */
async function unlessReplayed<Result>(
  query: (attempt: number) => Promise<Result>,
  isUnsent = () => true,
): Promise<Result> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await query(attempt);
    } catch (error) {
      const isReplayed = error instanceof postgres.PostgresError && /^57P0[125]$/.test(error.code);
      if (!isReplayed || !isUnsent() || attempt > MAX_CONCURRENT_QUERIES) throw error;
    }
  }
}

/**
 * Brings the database's tables up to date. Replicas that start together take turns under an advisory lock, which the
 * server gives back by itself when its holder dies.
 *
 * @throws StartError when a migration fails; the database is as it was then
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = postgres(url, {
    max: 1,
    connect_timeout: 5,
    ...ARRAYS,
    ...readTimeout(MIGRATION_SILENCE),
    onnotice: () => {},
  });
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    const db = drizzle(client);
    await applyMigrations((config) => migrate(db, config));
    await renewSearchKeys(db);
  } finally {
    await client.end({ timeout: 5 });
  }
}
