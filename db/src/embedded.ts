import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import type { Connection } from './database.ts';
import { migrationsFolder } from './migrations.ts';
import * as schema from './schema/index.ts';
import { renewSearchKeys } from './search-keys.ts';

/**
 * Opens Postgres inside this process and brings its tables up to date. Only one process may use a folder.
 *
 * @param folder where the data is kept; absent: in memory, gone with the process
 */
export async function openEmbedded(folder?: string): Promise<Connection> {
  const { db, ...connection } = await open(folder);
  await migrate(db, { migrationsFolder });
  await renewSearchKeys(db);
  return { db, ...connection };
}

/** The same with the tables as they are. @param folder where the data is kept already */
export const openAsItIs = (folder: string): Promise<Connection> => open(folder);

async function open(folder?: string) {
  const client = await PGlite.create({ ...(folder ? { dataDir: folder } : {}), extensions: { pg_trgm } });
  return {
    db: drizzle(client, { schema }),
    query: (text: string, values: unknown[] = []) => client.query<Record<string, unknown>>(text, values),
    close: () => client.close(),
  };
}
