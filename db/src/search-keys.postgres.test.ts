import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanName, searchKey } from '@lantern/service/text';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { migrateDatabase } from './connect.ts';
import { migrationsFolder } from './migration/migrations.ts';

const server = process.env.TEST_DATABASE_URL ?? '';

/** A database as a release before `names` left it. @param options of `create database` */
async function databaseBefore(names: string, options = ''): Promise<{ url: string; sql: postgres.Sql }> {
  const database = `test_${randomBytes(6).toString('hex')}`;
  const admin = postgres(server, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${database} ${options}`);
  await admin.end();
  const url = Object.assign(new URL(server), { pathname: `/${database}` }).href;
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  await cp(migrationsFolder, folder, { recursive: true });
  const journal = JSON.parse(await readFile(join(folder, 'meta/_journal.json'), 'utf8'));
  journal.entries.splice(journal.entries.findIndex(({ tag }: { tag: string }) => tag.endsWith(names)));
  await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify(journal));
  await migrate(drizzle(sql), { migrationsFolder: folder });
  await rm(folder, { recursive: true });
  return { url, sql };
}

test('rooms and roles that have the same name by now are kept, each found by it, and nobody makes another', async () => {
  const { url, sql } = await databaseBefore('_names');
  await sql`insert into users (id, email) values (gen_random_uuid(), 'anna@example.org')`;
  const named = [
    ['01', 'Клуб «Ёлка»', 'old a'],
    ['02', 'Клуб «Елка»', 'old b'],
    ['03', 'клуб  "елка"', 'old c'],
    ['04', 'Kлуб\u200b «Елка»', 'old d'],
    // Its old key is the new one of another.
    ['05', 'another', 'cafe'],
    ['06', 'Café', 'old e'],
    ['07', '\u2800', 'old f'],
    ['08', '\u3164', 'old g'],
  ] as const;
  for (const [id, name, key] of named)
    await sql`insert into rooms (id, name, search_key, owner_id)
      select ${`00000000-0000-7000-8000-0000000000${id}`}, ${name}, ${key}, id from users`;
  for (const name of ['Вахта', 'Baxта', 'Сторожа'])
    await sql`insert into roles (id, name, permissions) values (gen_random_uuid(), ${name}, '{}')`;

  await migrateDatabase(url);
  const rooms = await sql`select name, search_key as key, namesake from rooms order by id`;
  assert.deepEqual(
    rooms.map(({ name }) => name),
    named.map(([, name]) => name),
  );
  assert.deepEqual(
    rooms.map(({ namesake }) => namesake),
    [0, 1, 2, 3, 0, 0, 0, 1],
  );
  assert.equal(new Set(rooms.slice(0, 4).map(({ key }) => key)).size, 1);
  assert.deepEqual([rooms[4]?.key, rooms[5]?.key, rooms[6]?.key], ['another', 'cafe', '']);
  const roles = await sql`select namesake from roles order by namesake`;
  assert.deepEqual(
    roles.map(({ namesake }) => namesake),
    [0, 0, 1],
  );

  // A process of the release before adds one as it always did, and the next start takes it over.
  await sql`insert into rooms (id, name, search_key, owner_id) select gen_random_uuid(), 'КАФЕ', 'old', id from users`;
  await sql`insert into rooms (id, name, search_key, owner_id) select gen_random_uuid(), 'CAFÉ', 'old too', id from users`;
  await migrateDatabase(url);
  assert.deepEqual(
    [...(await sql`select namesake from rooms where search_key = 'cafe' order by namesake`)],
    [{ namesake: 0 }, { namesake: 1 }],
  );
  assert.deepEqual([...(await sql`select id from rooms where namesake < 0`)], []);
  await sql.end();
});

test('rooms and roles that have a name alike since more letters are compared as Latin ones are kept, and no more are made', async () => {
  const { url, sql } = await databaseBefore('_more_lookalikes');
  await sql`insert into users (id, email) values (gen_random_uuid(), 'anna@example.org')`;
  const tags = String.fromCodePoint(...[0x61, 0x62, 0x63, 0x7f].map((tag) => 0xe0000 + tag));
  const named = [
    ['01', 'Your club', 'your club', 0],
    ['02', 'Үour cluЬ', 'old', 0],
    ['03', 'ҮOUR CLUB', 'old', 1],
    ['04', 'ռight քloor', 'old floor', 0],
    ['05', `🏴${tags} crew`, 'old flag', 0],
    ['06', 'untouched', 'untouched', 0],
    // A process of a release long before has just added it.
    ['07', 'Үour club', 'old', -1],
  ] as const;
  for (const [id, name, key, namesake] of named)
    await sql`insert into rooms (id, name, search_key, namesake, owner_id)
      select ${`00000000-0000-7000-8000-0000000000${id}`}, ${name}, ${key}, ${namesake}, id from users`;
  await sql`insert into roles (id, name, search_key, namesake, permissions) values
    (gen_random_uuid(), 'Үouth', 'old', 0, '{}'), (gen_random_uuid(), 'Youth', 'youth', 0, '{}')`;

  await migrateDatabase(url);
  const rooms = await sql`select name, search_key as key, namesake from rooms order by id`;
  assert.deepEqual(
    rooms.map(({ name, key, namesake }) => [name, key, namesake]),
    named.map(([, name], at) => [name, searchKey(cleanName(name)), [0, 1, 2, 0, 0, 0, 3][at]]),
  );
  assert.equal(rooms[4]?.key, searchKey('🏴 crew'));
  const roles = await sql`select search_key as key, namesake from roles order by namesake`;
  assert.deepEqual(
    [...roles],
    [
      { key: 'youth', namesake: 0 },
      { key: 'youth', namesake: 1 },
    ],
  );
  await sql.end();
});

test('under a locale of other small letters the older of two accounts keeps the e-mail and the login', async () => {
  const { url, sql } = await databaseBefore(
    '_names',
    "template template0 encoding 'UTF8' locale 'C.UTF-8' locale_provider icu icu_locale 'tr-TR'",
  );
  const [anna, other] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'];
  await sql`insert into users (id, email, login) values (${anna}, 'info@example.org', 'info'), (${other}, 'INFO@example.org', 'INFO')`;
  await migrateDatabase(url);
  assert.deepEqual(
    [...(await sql`select email, login from users order by id`)],
    [
      { email: 'info@example.org', login: 'info' },
      { email: `${other}@duplicate.invalid`, login: null },
    ],
  );
  await sql.end();
});
