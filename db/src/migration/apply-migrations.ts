import { StartError } from '@lantern/service/lifecycle';
import { codeOf, isUnavailable } from '../failures.ts';
import { migrationNames, migrations, migrationsFolder } from './migrations.ts';

/**
 * Brings tables up to date: all migrations that are not applied yet, in one transaction.
 *
 * @param migrate drizzle's, for the driver at hand
 * @throws StartError when a migration fails; the database is as it was then
 */
export async function applyMigrations(
  migrate: (config: { migrationsFolder: string }) => Promise<unknown>,
): Promise<void> {
  try {
    await migrate({ migrationsFolder });
  } catch (error) {
    // Of a database that is away nothing can be said, and whoever waits for it tries again.
    if (isUnavailable(error)) throw error;
    throw new StartError(
      `the migration ${failed(error)} failed (${codeOf(error) ?? (error as Error).name}). The database is as it was: start the version of Lantern that ran before (docs/deployment.md, “If an update fails”)`,
    );
  }
}

/** The name of the migration that a failed statement is from. */
function failed(error: unknown): string {
  const { query } = error as { query?: string };
  const migration = migrations().find(({ sql }) => query !== undefined && sql.includes(query));
  return migrationNames().get(migration?.folderMillis ?? 0) ?? 'of the database';
}
