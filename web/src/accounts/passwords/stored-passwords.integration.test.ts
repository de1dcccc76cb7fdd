import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { hashSync } from 'bcryptjs';
import { people } from '../../../testing/people/people.ts';
import { SECRET, testSite } from '../../../testing/website.ts';
import { deriveSecrets } from '../../crypto/secrets.ts';

const site = await testSite();

test('there is no default account (row 4)', async () => {
  const { rows } = await site.connection.query('select 1 from users');
  assert.equal(rows.length, 0);
  for (const name of ['admin', 'root', 'lantern', 'postgres'])
    assert.equal(
      (await site.program().post('/auth/login', { email: name, password: name })).status,
      401,
      name,
    );
});

test('the database stores a salted bcrypt hash of a password and nothing else (row 4)', async () => {
  const names = ['anna', 'boris'] as const;
  const same = people.anna.password;
  for (const name of names) await site.program().post('/auth/register', { ...people[name], password: same });
  await site.visitor().signIn('anna');
  const { rows } = await site.connection.query('select password_hash from users');
  const hashes = new Set(rows.map((row) => String(row.password_hash)));
  assert.equal(hashes.size, 2);
  for (const hash of hashes) assert.match(hash, /^\$2[aby]\$\d\d\$.{53}$/);

  const { rows: tables } = await site.connection.query(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  for (const { name } of tables) {
    const { rows: all } = await site.connection.query(`select * from "${name}"`);
    assert.ok(!JSON.stringify(all).includes(same), String(name));
  }
});

test('password fields are hidden, have an autocomplete hint and allow pasting (row 3)', async () => {
  for (const [path, hint] of [
    ['/signup', 'new-password'],
    ['/login', 'current-password'],
  ] as const) {
    const { text } = await site.visitor().get(path);
    assert.match(text, new RegExp(`<input id="password"[^>]*type="password"[^>]*autocomplete="${hint}"`));
    assert.doesNotMatch(text, /onpaste/);
  }
});

test('a password is equal in every normal form, and older hashes still match (row 61)', async () => {
  const [composed, decomposed] = ['Café №5 на углу й'.normalize('NFC'), 'Café №5 на углу й'.normalize('NFD')];
  const program = site.program();
  const signIn = async (email: string, password: string) =>
    (await program.post('/auth/login', { email, password })).status;
  for (const [email, typed] of [
    ['mac@example.org', decomposed],
    ['windows@example.org', composed],
  ] as const) {
    assert.equal((await program.post('/auth/register', { email, password: typed })).status, 201);
    assert.deepEqual([await signIn(email, composed), await signIn(email, decomposed)], [200, 200], email);
    assert.equal(await signIn(email, composed.toUpperCase()), 401);
  }

  const asBefore = createHmac('sha384', deriveSecrets(SECRET).pepper).update(decomposed).digest('base64');
  await site.connection.query("update users set password_hash = $1 where email = 'mac@example.org'", [
    hashSync(asBefore, 4),
  ]);
  assert.equal(await signIn('mac@example.org', decomposed), 200);
  assert.equal(await signIn('nobody@example.org', decomposed), 401);
});
