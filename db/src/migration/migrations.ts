import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';

export const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));

/** When each migration was made, in milliseconds, oldest first: what drizzle knows applied ones by. */
export const knownMigrations = () => migrations().map(({ folderMillis }) => folderMillis);

/** All that there are, oldest first. */
export const migrations = (): MigrationMeta[] => readMigrationFiles({ migrationsFolder });

/** How they are called, by the same times. */
export function migrationNames(): Map<number, string> {
  const journal = JSON.parse(readFileSync(join(migrationsFolder, 'meta/_journal.json'), 'utf8'));
  return new Map(journal.entries.map(({ when, tag }: { when: number; tag: string }) => [when, tag]));
}
