import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../testing/database.ts';
import { addPasskey, optionsForNew } from '../../testing/people/passkeys.ts';
import { type PersonName, people } from '../../testing/people/people.ts';
import { SecurityKey } from '../../testing/people/security-key.ts';
import { member } from '../../testing/people/visitor.ts';
import { races } from '../../testing/races.ts';
import { testSite } from '../../testing/website.ts';

const ORIGIN = 'https://lantern.test';
const { TEST_DATABASE_URL = '' } = process.env;
const databaseUrl = await freshDatabase(TEST_DATABASE_URL);
const site = await testSite({ databaseUrl, publicUrl: ORIGIN });
const { race } = races(databaseUrl);

test('a passkey that is being added while the password changes is not saved (rows 45, 54)', async () => {
  const { email, password } = people.anna;
  const thief = await member(site.visitor(), 'anna');
  const owner = site.program();
  await owner.signIn('anna');
  const answer = new SecurityKey(ORIGIN).create(await optionsForNew(thief, password));
  const fields = { _csrf: await thief.token('/'), credential: JSON.stringify(answer), name: 'Of a thief' };
  const change = { current_password: password, new_password: 'Harbour 8 lights' };
  const statuses = await race(
    `select 1 from users where email = '${email}' for update`,
    () => owner.call('PUT', '/users/me/password', change),
    () => thief.post('/settings/passkeys', fields),
  );
  assert.deepEqual(statuses, [204, 409]);
  await owner.refresh();
  assert.deepEqual((await owner.get('/users/me/passkeys')).body.items, []);
});

const accountOf = (name: PersonName) =>
  `select 1 from user_service join users on id = user_id where email = '${people[name].email}' for update of user_service`;

test('a session that ends the others during a password change does not survive it (rows 12, 54)', async () => {
  const { password } = people.boris;
  const thief = await member(site.visitor(), 'boris');
  const owner = site.program();
  await owner.signIn('boris');
  const _csrf = await thief.token('/settings/sessions');
  const change = { current_password: password, new_password: 'Harbour 8 lights' };
  const statuses = await race(
    accountOf('boris'),
    () => owner.call('PUT', '/users/me/password', change),
    () => thief.post('/settings/sessions/end-others', { _csrf }),
  );
  assert.deepEqual(statuses, [204, 409]);
  assert.doesNotMatch((await thief.get('/')).text, /My rooms/);
  await owner.refresh();
  assert.equal((await owner.get('/users/me')).status, 200);
});

test('the old password with a code turns nothing off and gets no codes after a new password (rows 45, 54)', async () => {
  const { password } = people.clara;
  await site.program().register('clara');
  await site.enrol('clara');
  const phone = site.phones.get('clara');
  const ways = [
    ['POST', '/users/me/two-factor/recovery-codes'],
    ['DELETE', '/users/me/two-factor'],
    ['POST', '/users/me/two-factor'],
  ] as const;
  let current: string = password;
  for (const [at, [method, path]] of ways.entries()) {
    const [thief, owner] = [site.program(), site.program()];
    for (const program of [thief, owner]) await program.signIn('clara', current);
    const proof = { current_password: current, code: phone?.next() };
    const change = { current_password: current, new_password: `Harbour ${at} lights` };
    const statuses = await race(
      accountOf('clara'),
      () => owner.call('PUT', '/users/me/password', change),
      () => thief.call(method, path, proof),
    );
    assert.deepEqual(statuses, [204, 409], path);
    current = change.new_password;
  }
  const codes = await site.connection.query(
    'select count(*)::int as unused from recovery_codes where used_at is null',
  );
  assert.equal(codes.rows[0]?.unused, 10);
});

test('a sign-in and the removal of a passkey at the same time do not both fail (row 54)', async () => {
  const { email } = people.boris;
  const key = new SecurityKey(ORIGIN);
  const password = 'Harbour 8 lights';
  const boris = site.visitor();
  await boris.submit('/login', '/login', { email, password });
  await addPasskey(boris, password, key);
  const fields = { _csrf: await boris.token('/settings/passkeys'), current_password: password };
  const statuses = await race(
    accountOf('boris'),
    () => site.program().post('/auth/login', { email, password }),
    () => boris.post(`/settings/passkeys/${key.id}/remove`, fields),
  );
  assert.deepEqual(statuses, [200, 303]);
});
