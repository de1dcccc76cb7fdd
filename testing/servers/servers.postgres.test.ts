import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import postgres from 'postgres';
import { startPostgres } from './postgres.ts';

test('a test’s Postgres lowers Russian letters, asks for a password and keeps its data while it is down', async () => {
  const server = await startPostgres();
  const sql = postgres(server.url, { max: 1 });
  assert.deepEqual([...(await sql`select lower('САД') as name`)], [{ name: 'сад' }]);
  await sql`create table rooms (name text)`;
  const stranger = postgres(server.url.replace(/:[^:@]+@/, ':wrong@'), { max: 1 });
  await assert.rejects(stranger`select 1`, { code: '28P01' });

  await server.halt();
  await assert.rejects(sql`select 1`);
  await server.start();
  assert.deepEqual([...(await sql`select name from rooms`)], []);

  await sql.end();
  await server.stop();
  assert.equal(existsSync(server.dataDir), false);
});
