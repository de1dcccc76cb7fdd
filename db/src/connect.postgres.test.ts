import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { getTableName, is, sql } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { connect, migrateDatabase } from './connect.ts';
import { isRefusal, isUnavailable } from './failures.ts';
import { migrationsFolder } from './migration/migrations.ts';
import * as schema from './schema/index.ts';

const server = new URL(process.env.TEST_DATABASE_URL ?? '');
const name = `migrations_${randomBytes(4).toString('hex')}`;
const url = new URL(`/${name}`, server).href;

const admin = connect(server.href);
await admin.query(`create database ${name}`);
after(async () => {
  await admin.query(`drop database ${name} with (force)`);
  await admin.close();
});

test('replicas that start together migrate once, and a later start finds nothing to do', async () => {
  await Promise.all(Array.from({ length: 5 }, () => migrateDatabase(url)));
  await migrateDatabase(url);
  const connection = connect(url);
  const { rows } = await connection.query(
    'select count(*)::int as applied from drizzle.__drizzle_migrations',
  );
  assert.ok(Number(rows[0]?.applied) >= 1);
  const tables = await connection.query(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const wanted = Object.values(schema).flatMap((each) => (is(each, PgTable) ? getTableName(each) : []));
  assert.deepEqual(tables.rows.map((row) => row.name).sort(), wanted.sort());
  await connection.close();
});

test('a room named with a capital ẞ gets the key of ß, unless another has it', async () => {
  await migrateDatabase(url);
  const connection = connect(url);
  await connection.query(
    `with owner as (insert into users (id, email) values (gen_random_uuid(), 'anna@example.org') returning id)
     insert into rooms (id, name, search_key, owner_id)
     select gen_random_uuid(), name, key, owner.id from owner, (values ('STRAẞE', 'straBRPe'),
       ('FUẞ', 'fuBRP'), ('Fuß', 'fuss'), ('ẞß', 'BRPss'), ('ßẞ', 'ssBRP'), ('another letter', 'aBRPNb')) as room (name, key)`,
  );
  await connection.query(await readFile(join(migrationsFolder, '0009_capital_sharp_s.sql'), 'utf8'));
  const { rows } = await connection.query('select name, search_key as key from rooms');
  const { ẞß: one, ßẞ: other, ...keys } = Object.fromEntries(rows.map(({ name, key }) => [name, key]));
  assert.deepEqual(keys, { STRAẞE: 'strasse', FUẞ: 'fuBRP', Fuß: 'fuss', 'another letter': 'aBRPNb' });
  assert.equal([one, other].filter((key) => key === 'ssss').length, 1);
  await connection.close();
});

test('an unreachable server and one that refuses give different errors', async () => {
  const nowhere = connect('postgres://x:y@127.0.0.1:1/z');
  await assert.rejects(nowhere.query('select 1'), (error) => isUnavailable(error) && !isRefusal(error));
  await nowhere.close();

  const wrongPassword = new URL(url);
  wrongPassword.password = 'wrong';
  await assert.rejects(migrateDatabase(wrongPassword.href), isRefusal);
});

test('after a server shutdown during queries the next ones succeed', async () => {
  const connection = connect(server.href);
  const { rows } = await connection.query('select current_database() as name');
  const lost = Promise.allSettled([1, 2, 3].map(() => connection.query('select pg_sleep(60)')));
  const end = `select count(pg_terminate_backend(pid))::int as ended from pg_stat_activity
    where datname = $1 and query = 'select pg_sleep(60)' and state = 'active'`;
  for (let ended = 0; ended < 3; ) ended += Number((await admin.query(end, [rows[0]?.name])).rows[0]?.ended);
  for (const query of await lost) assert.ok(query.status === 'rejected' && isUnavailable(query.reason));
  // As many at once as there are connections.
  await Promise.all(Array.from({ length: 11 }, () => connection.query('select 1')));
  await connection.close();
});

test('a transaction that has begun its work is not begun again', async () => {
  const connection = connect(server.href);
  let begun = 0;
  const end = sql`do $$ begin raise exception 'as a parallel worker that is shut down' using errcode = '57P01'; end $$`;
  const work = connection.db.transaction(async (turn) => {
    begun += 1;
    // The transaction fails with what a query in it failed with, whatever its work makes of that.
    await turn.execute(end).catch(() => {});
  });
  await assert.rejects(work, isUnavailable);
  assert.equal(begun, 1);
  await connection.close();
});
