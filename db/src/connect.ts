import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { answeringWithin } from './answering-socket.ts';
import type { Connection } from './database.ts';
import { migrationsFolder } from './migrations.ts';
import * as schema from './schema/index.ts';
import { renewSearchKeys } from './search-keys.ts';

/** In seconds. Postgres ends a statement that takes longer, and says so. */
const STATEMENT = 10;
/** Longer than that, and nobody is there any more. */
const SILENCE = STATEMENT + 2;
/** Less than that: a connection that has nothing to do is not taken for silent. */
const IDLE = 8;
/** A migration of a large table says nothing for minutes. */
const MIGRATION_SILENCE = 15 * 60;

/** Any number, but the same in every replica: "lantern migrations". */
const MIGRATION_LOCK = 7_305_114_820;

/**
 * Opens a pool of connections to a PostgreSQL server. Connects on the first query; a query made while the server is away
 * rejects (see `isUnavailable`), and later ones find it again. A connection whose server says nothing is given up.
 *
 * @param url `postgres://user:password@host:port/database`
 * @param silence seconds without a byte after which a connection is given up; more than any statement takes
 */
export function connect(url: string, silence = SILENCE): Connection {
  const client = postgres(url, {
    max: 10,
    connect_timeout: 5,
    idle_timeout: IDLE,
    ...answeringWithin(silence),
    // The default grows to 20 s, and meanwhile every query waits: longer than anybody looks at a blank page.
    backoff: (attempt: number) => Math.min(0.1 * 2 ** attempt, 1),
    connection: {
      application_name: 'lantern',
      statement_timeout: STATEMENT * 1000,
      // A search for a common text and one for a rare text want different plans, also when their statement is prepared.
      plan_cache_mode: 'force_custom_plan',
    },
    onnotice: () => {},
  });
  // drizzle leaves preparing off. Then Postgres parses each statement anew, and describes it in a round trip of its own.
  const { unsafe } = client;
  client.unsafe = (text, values, options) => unsafe(text, values, { ...options, prepare: true });
  return {
    db: drizzle(client, { schema }),
    async query(text, values = []) {
      return { rows: await unsafe(text, values as never[]) };
    },
    close: () => client.end({ timeout: 5 }),
  };
}

/**
 * Brings the database's tables up to date. Replicas that start together take turns under an advisory lock, which the
 * server gives back by itself when its holder dies.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = postgres(url, {
    max: 1,
    connect_timeout: 5,
    ...answeringWithin(MIGRATION_SILENCE),
    onnotice: () => {},
  });
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    const db = drizzle(client);
    await migrate(db, { migrationsFolder });
    await renewSearchKeys(db);
  } finally {
    await client.end({ timeout: 5 });
  }
}
