import { fileURLToPath } from 'node:url';
import { readMigrationFiles } from 'drizzle-orm/migrator';

export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

/** When each migration was made, in milliseconds, oldest first: what drizzle knows applied ones by. */
export const knownMigrations = () =>
  readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis);
