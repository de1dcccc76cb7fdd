import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { connect, migrateDatabase } from './connect.ts';
import { isUnavailable } from './failures.ts';
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

test('a server that is not there is told apart from one that refuses', async () => {
  const nowhere = connect('postgres://x:y@127.0.0.1:1/z');
  await assert.rejects(nowhere.query('select 1'), (error) => isUnavailable(error));
  await nowhere.close();

  const wrongPassword = new URL(url);
  wrongPassword.password = 'wrong';
  await assert.rejects(migrateDatabase(wrongPassword.href), (error) => !isUnavailable(error));
});
