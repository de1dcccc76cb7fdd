import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../web/testing/console.ts';
import { freshDatabase } from '../../web/testing/database.ts';
import { SECRET, testSite } from '../../web/testing/website.ts';
import { PASSWORD } from './password.ts';

const databaseUrl = await freshDatabase(process.env.TEST_DATABASE_URL ?? '');
const site = await testSite({ databaseUrl });
const program = fileURLToPath(new URL('./run.ts', import.meta.url));
const seed = (...words: string[]) =>
  runProgram(program, ['--users', '300', '--rooms', '400', ...words], {
    DATABASE_URL: databaseUrl,
    LANTERN_SECRET: SECRET,
  });
const structure = async () =>
  (
    await site.connection.query(
      `select indexdef as text from pg_indexes where schemaname = 'public'
       union select conrelid::regclass || pg_get_constraintdef(oid) from pg_constraint order by 1`,
    )
  ).rows;
const count = async (table: string) =>
  (await site.connection.query(`select count(*)::int as rows from ${table}`)).rows[0]?.rows;

test('seeded people sign in with the one password and find their rooms; every index is there again', async () => {
  const before = await structure();
  const { code, err } = await seed();
  assert.equal(code, 0, err);
  assert.ok(err.includes(PASSWORD));
  assert.deepEqual(await structure(), before);
  assert.deepEqual([await count('users'), await count('sign_ins'), await count('rooms')], [300, 300, 400]);

  const { rows } = await site.connection.query(
    'select u.email, r.name from rooms r join users u on u.id = r.owner_id where length(r.name) >= 6 limit 1',
  );
  const owner = site.program();
  const pair = await owner.post('/auth/login', { email: rows[0]?.email, password: PASSWORD });
  owner.token = pair.body.token;
  const found = await owner.get(`/rooms?q=${encodeURIComponent(String(rows[0]?.name))}`);
  assert.ok(found.body.items.some(({ name }: { name: string }) => name === rows[0]?.name));
  assert.ok((await owner.get('/rooms?mine=true')).body.items.length > 0);
});

test('a database with accounts is refused without --add', async () => {
  const refused = await seed();
  assert.equal(refused.code, 1);
  assert.match(refused.err, /--add/);
  assert.equal(await count('users'), 300);
  assert.equal((await seed('--add')).code, 0);
  assert.deepEqual([await count('users'), await count('rooms')], [600, 800]);
});

test('without a database it says what it needs', async () => {
  const { code, err } = await runProgram(program, [], {});
  assert.equal(code, 1);
  assert.match(err, /DATABASE_URL: is required\nLANTERN_SECRET: is required/);
});
