import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import type { Connection } from './database.ts';
import { migrationsFolder } from './migrations.ts';
import * as schema from './schema/index.ts';

/**
 * Opens Postgres inside this process and brings its tables up to date. Only one process may use a folder.
 *
 * @param folder where the data is kept; absent: in memory, gone with the process
 */
export async function openEmbedded(folder?: string): Promise<Connection> {
  const client = await PGlite.create({ ...(folder ? { dataDir: folder } : {}), extensions: { pg_trgm } });
  const db = drizzle(client, { schema });
  await migrate(db, { migrationsFolder });
  return {
    db,
    query: (text, values = []) => client.query<Record<string, unknown>>(text, values),
    close: () => client.close(),
  };
}
