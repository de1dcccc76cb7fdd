import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect } from '@lantern/db';
import { runProgram } from '../../../../web/testing/console.ts';
import { Program } from '../../../../web/testing/people/program.ts';
import { fixtureOf, schemas } from '../../../testing/fixtures/fixtures.ts';
import { dataFolder, start, stop } from '../../../testing/instance.ts';

const { TEST_DATABASE_URL = '', TEST_REDIS_URL = '' } = process.env;
const embeddedCli = fileURLToPath(new URL('../../cli.ts', import.meta.url));
const servicesCli = fileURLToPath(new URL('../../../../web/src/cli.ts', import.meta.url));
const folder = await dataFolder();
const backup = fixtureOf(schemas().at(-1) ?? '');

/** Waits for it, for at most a minute. */
async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 60_000;
  while (!(await isSo())) {
    assert.ok(Date.now() < giveUpAt, what);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** Gives half of a backup to a restore, and ends it with SIGKILL when it has begun to write. */
async function killHalfway(
  cli: string,
  env: Record<string, string>,
  hasBegun: () => boolean | Promise<boolean>,
): Promise<void> {
  const child = spawn(process.execPath, [cli, 'restore', '-'], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const bytes = readFileSync(backup);
  child.stdin.write(bytes.subarray(0, bytes.length / 2));
  await until('the restore has not begun', hasBegun);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('a restore of npm start that is killed leaves an empty instance, which starts, and which is restored the next time (row 64)', async () => {
  const data = join(folder, 'data');
  await killHalfway(embeddedCli, { DATA_DIR: data }, () =>
    existsSync(join(data, 'pglite.new', 'PG_VERSION')),
  );
  for (const kept of ['pglite', 'secret']) assert.ok(!existsSync(join(data, kept)), kept);
  await stop(await start(data));
  assert.ok(!existsSync(join(data, 'pglite.new')));

  const restored = await runProgram(embeddedCli, ['restore', backup], { DATA_DIR: data });
  assert.equal(restored.code, 0, restored.err);
  const instance = await start(data);
  assert.equal((await new Program(instance.url).signIn('anna')).status, 200);
  await stop(instance);
});

test('a restore into Postgres that is killed leaves no table, and the next one succeeds (row 64)', async () => {
  const name = `killed_${randomBytes(6).toString('hex')}`;
  const admin = connect(TEST_DATABASE_URL);
  after(admin.close);
  await admin.query(`create database ${name}`);
  const DATABASE_URL = Object.assign(new URL(TEST_DATABASE_URL), { pathname: `/${name}` }).href;
  const secret = (await runProgram(servicesCli, ['backup-secret', backup], {})).out.trim();
  const env = { DATABASE_URL, REDIS_URL: TEST_REDIS_URL, LANTERN_SECRET: secret };
  const consoles = async (condition = '') => {
    const { rows } = await admin.query(
      `select from pg_stat_activity where datname = '${name}' and application_name = 'lantern console' ${condition}`,
    );
    return rows.length;
  };
  await killHalfway(servicesCli, env, async () => (await consoles("and query like 'insert into%'")) > 0);
  await until('the server goes on with it', async () => (await consoles()) === 0);

  const connection = connect(DATABASE_URL);
  const { rows } = await connection
    .query("select tablename from pg_tables where schemaname in ('public', 'drizzle')")
    .finally(connection.close);
  assert.equal(rows.length, 0);
  const restored = await runProgram(servicesCli, ['restore', backup], env);
  assert.equal(restored.code, 0, restored.err);
});
