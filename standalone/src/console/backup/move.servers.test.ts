import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect } from '@lantern/db';
import { openWithoutMigrating } from '@lantern/db/embedded';
import { runProgram } from '../../../../web/testing/console.ts';
import { Program } from '../../../../web/testing/people/program.ts';
import { Visitor } from '../../../../web/testing/people/visitor.ts';
import { SECRET, testSite } from '../../../../web/testing/website.ts';
import { contentOf, fillEveryTable } from '../../../testing/every-table.ts';
import { dataFolder, start, stop } from '../../../testing/instance.ts';
import { databaseIn } from '../../data-folder.ts';

const { TEST_DATABASE_URL = '', TEST_REDIS_URL = '' } = process.env;
const embeddedCli = fileURLToPath(new URL('../../cli.ts', import.meta.url));
const servicesCli = fileURLToPath(new URL('../../../../web/src/cli.ts', import.meta.url));
const folder = await dataFolder();
const [here, there] = [join(folder, 'here'), join(folder, 'there')];
const [out, back] = [join(folder, 'out.backup'), join(folder, 'back.backup')];

/** An empty database of the server. */
async function emptyDatabase(): Promise<string> {
  const name = `restored_${randomBytes(6).toString('hex')}`;
  const admin = connect(TEST_DATABASE_URL);
  await admin.query(`create database ${name}`).finally(admin.close);
  return Object.assign(new URL(TEST_DATABASE_URL), { pathname: `/${name}` }).href;
}
const databaseUrl = await emptyDatabase();
const services = { DATABASE_URL: databaseUrl, REDIS_URL: TEST_REDIS_URL, LANTERN_SECRET: SECRET };

async function done(program: string, words: string[], env: Record<string, string>): Promise<string> {
  const { code, out: said, err } = await runProgram(program, words, env);
  assert.equal(code, 0, err);
  return `${said}${err}`;
}

async function embeddedContent(data: string) {
  const connection = await openWithoutMigrating(databaseIn(data));
  return contentOf(connection.query).finally(connection.close);
}

/** The tokens of somebody who was signed in when the backup was made. */
const before = { token: '', refreshToken: '' };

test('a running npm start is backed up, and the file is its owner’s alone (row 64)', async () => {
  let instance = await start(here, { LANTERN_SECRET: SECRET });
  const anna = new Program(instance.url);
  await anna.register('anna');
  await stop(instance);
  const connection = await openWithoutMigrating(databaseIn(here));
  const { rows } = await connection.query('select id from users');
  await fillEveryTable(connection.query, String(rows[0]?.id)).finally(connection.close);

  instance = await start(here, { LANTERN_SECRET: SECRET });
  const signedIn = new Program(instance.url);
  await signedIn.signIn('anna');
  Object.assign(before, { token: signedIn.token, refreshToken: signedIn.refreshToken });
  const said = await done(embeddedCli, ['backup', out], { DATA_DIR: here });
  assert.match(said, /\d+ rows of \d+ tables, and the secret/);
  assert.equal(statSync(out).mode & 0o777, 0o600);
  const again = await runProgram(embeddedCli, ['backup', out], { DATA_DIR: here });
  assert.deepEqual([again.code, again.err], [1, `${out} is there already.\n`]);
  await stop(instance);
});

test('it moves to Postgres and back, and every table holds the same', async () => {
  assert.equal((await done(servicesCli, ['backup-secret', out], {})).trim(), SECRET);
  assert.match(await done(servicesCli, ['restore', out], services), /^Restored: \d+ rows of \d+ tables/);
  await done(servicesCli, ['backup', back], services);
  await done(embeddedCli, ['restore', back], { DATA_DIR: there });
  assert.equal(readFileSync(join(there, 'secret'), 'utf8').trim(), SECRET);

  const connection = connect(databaseUrl);
  after(connection.close);
  const expected = await embeddedContent(here);
  for (const [table, rows] of Object.entries(expected)) assert.ok(rows.length > 0, `${table} has no rows`);
  assert.deepEqual(await contentOf(connection.query), expected);
  assert.deepEqual(await embeddedContent(there), expected);
  const sequences = await connection.query("select from pg_sequences where schemaname = 'public'");
  assert.equal(sequences.rows.length, 0, 'a restore would have to set them');
});

test('after a restore everybody signs in with their password, and nobody is signed in (row 64)', async () => {
  const site = await testSite({ databaseUrl });
  const instance = await start(there);
  for (const url of [site.url, instance.url]) {
    assert.equal((await new Visitor(url).signIn('anna')).status, 303);
    assert.equal((await new Program(url).signIn('anna')).status, 200);
    const signedIn = Object.assign(new Program(url), before);
    assert.equal((await signedIn.get('/users/me')).status, 401);
    assert.equal((await signedIn.refresh()).status, 401);
  }
  await stop(instance);
});

test('a session that is still stored is over after a restore (row 64)', async () => {
  const site = await testSite({ databaseUrl });
  const anna = site.visitor();
  await anna.signIn('anna');
  const now = join(folder, 'now.backup');
  await done(servicesCli, ['backup', now], services);
  const restored = await emptyDatabase();
  await done(servicesCli, ['restore', now], { ...services, DATABASE_URL: restored });
  // As with a Redis that was not emptied.
  const parts = { ...site.parts, connection: connect(restored) };
  after(parts.connection.close);
  const another = (await testSite({ parts })).visitor();
  for (const [name, value] of anna.cookies) another.cookies.set(name, value);
  assert.match((await anna.get('/')).text, /action="\/logout"/);
  assert.match((await another.get('/')).text, /href="\/signup"/);
});

test('an instance with accounts, or one that runs, is not restored into (row 64)', async () => {
  const instance = await start(there);
  const running = await runProgram(embeddedCli, ['restore', out], { DATA_DIR: there });
  assert.deepEqual([running.code, running.err], [1, 'Lantern is running: stop it first.\n']);
  await stop(instance);
  const [embedded, server, otherSecret] = await Promise.all([
    runProgram(embeddedCli, ['restore', out], { DATA_DIR: there }),
    runProgram(servicesCli, ['restore', out], services),
    runProgram(servicesCli, ['restore', out], {
      ...services,
      LANTERN_SECRET: 'another secret of the tests, 32 bytes and more',
    }),
  ]);
  assert.match(embedded.err, /^There are accounts in this instance/);
  assert.match(server.err, /^(There are accounts in this instance|Lantern is running on this database)/);
  assert.match(otherSecret.err, /^LANTERN_SECRET is not that of the backup/);
  assert.deepEqual([embedded.code, server.code, otherSecret.code], [1, 1, 1]);
});
