import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { connect } from '@lantern/db';
import { openWithoutMigrating } from '@lantern/db/embedded';
import { changeableClone } from '../../testing/clone.ts';
import { runProgram } from '../../web/testing/console.ts';
import { freshDatabase } from '../../web/testing/database.ts';
import { Program } from '../../web/testing/people/program.ts';
import { SECRET, testSite } from '../../web/testing/website.ts';
import { contentOf } from '../testing/every-table.ts';
import { dataFolder, start, stop } from '../testing/instance.ts';
import { databaseIn } from './data-folder.ts';

const { TEST_DATABASE_URL = '', TEST_REDIS_URL = '' } = process.env;

/** A later version, whose migration has done half of its work when it fails. */
const clone = await changeableClone();
after(clone.remove);
const migrations = join(clone.folder, 'db/migrations');
const journal = join(migrations, 'meta/_journal.json');
const { entries, ...rest } = JSON.parse(await readFile(journal, 'utf8'));
const entry = { ...entries.at(-1), idx: entries.length, when: entries.at(-1).when + 1000, tag: '9999_fails' };
await writeFile(journal, JSON.stringify({ ...rest, entries: [...entries, entry] }));
await writeFile(
  join(migrations, '9999_fails.sql'),
  'UPDATE "users" SET "login" = NULL;\n--> statement-breakpoint\nALTER TABLE "no_such_table" ADD COLUMN "x" int;',
);
const SAYS =
  /^Lantern cannot start: the migration 9999_fails failed \(42P01\)\. The database is as it was: start the version of Lantern that ran before [^\n]*\n$/m;

test('npm start with a migration that fails ends and says so, and the version before starts again', async () => {
  const folder = await dataFolder();
  const before = await start(folder);
  await new Program(before.url).register('anna');
  await stop(before);
  const content = async () => {
    const { query, close } = await openWithoutMigrating(databaseIn(folder));
    return contentOf(query).finally(close);
  };
  const expected = await content();

  const env = { DATA_DIR: folder, PORT: '0' };
  const later = await runProgram(join(clone.folder, 'standalone/src/main.ts'), [], env);
  assert.equal(later.code, 1);
  assert.match(later.err, SAYS);
  assert.doesNotMatch(later.err, /\n\s+at /);
  assert.deepEqual(await content(), expected);
  // Also by then a backup can be made, with the version that does not start.
  const file = join(folder, 'after.backup');
  const cli = join(clone.folder, 'standalone/src/cli.ts');
  assert.equal((await runProgram(cli, ['backup', file], env)).code, 0);

  const again = await start(folder);
  assert.equal((await new Program(again.url).signIn('anna')).status, 200);
  await stop(again);
});

test('web with a migration that fails ends and says so, and the version before serves on', async () => {
  const databaseUrl = await freshDatabase(TEST_DATABASE_URL);
  const site = await testSite({ databaseUrl });
  await site.program().register('anna');
  const connection = connect(databaseUrl);
  after(connection.close);
  const expected = await contentOf(connection.query);
  const env = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: TEST_REDIS_URL,
    LANTERN_SECRET: SECRET,
    PORT: '0',
    LOG_LEVEL: 'silent',
  };
  const later = await runProgram(join(clone.folder, 'web/src/main.ts'), [], env);
  assert.equal(later.code, 1, later.err);
  assert.match(later.err, SAYS);
  assert.deepEqual(await contentOf(connection.query), expected);
  assert.equal((await site.program().signIn('anna')).status, 200);
});
