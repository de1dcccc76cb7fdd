import { randomBytes } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { type Connection, connect, migrateDatabase } from '@lantern/db';
import { openEmbedded } from '@lantern/db/embedded';

const TEMPLATE = 'lantern_template';
/** Test files start side by side, and the first of them makes the template. */
const TEMPLATE_LOCK = 7_305_114_899;

/**
 * Makes an empty, migrated database by copying a template.
 *
 * @param serverUrl a database of a server on which databases may be made
 * @returns the new database's URL
 */
export async function freshDatabase(serverUrl: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Who waits for the template hears nothing meanwhile.
  const admin = connect(serverUrl, { silence: 600 });
  try {
    await admin.db.transaction(async (tx) => {
      // Whoever makes the template may take longer than a statement of the product may.
      await tx.execute('set local statement_timeout = 0');
      await tx.execute(`select pg_advisory_xact_lock(${TEMPLATE_LOCK})`);
      const { rows } = await admin.query('select 1 from pg_database where datname = $1', [TEMPLATE]);
      if (rows.length === 0) {
        await admin.query(`create database ${TEMPLATE}`);
        await migrateDatabase(databaseUrl(serverUrl, TEMPLATE));
      }
      await admin.query(`create database ${name} template ${TEMPLATE}`);
    });
  } finally {
    await admin.close();
  }
  return databaseUrl(serverUrl, name);
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Opens an empty embedded database in memory, from the template that the test run has made if there is one. */
export async function freshEmbedded(): Promise<Connection> {
  const { TEST_EMBEDDED_TEMPLATE } = process.env;
  const template = TEST_EMBEDDED_TEMPLATE ? await openAsBlob(TEST_EMBEDDED_TEMPLATE) : undefined;
  return openEmbedded({ kind: 'memory', template });
}

/** Makes an empty, migrated database of another locale. @param locale as `create database` takes it */
export async function databaseOfLocale(serverUrl: string, locale: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Who waits for the template hears nothing meanwhile.
  const admin = connect(serverUrl, { silence: 600 });
  await admin
    .query(`create database ${name} template template0 encoding 'UTF8' ${locale}`)
    .finally(admin.close);
  await migrateDatabase(databaseUrl(serverUrl, name));
  return databaseUrl(serverUrl, name);
}
