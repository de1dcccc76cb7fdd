import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../testing/database.ts';
import { people } from '../../testing/people/people.ts';
import { races } from '../../testing/races.ts';
import { testSite } from '../../testing/website.ts';

const { TEST_DATABASE_URL = '' } = process.env;
const databaseUrl = await freshDatabase(TEST_DATABASE_URL);
const site = await testSite({ databaseUrl });
const { race } = races(databaseUrl);
const { anna, boris, clara } = people;

for (const name of ['anna', 'boris', 'clara'] as const) await site.program().register(name);
const [one, other] = [site.program(), site.program()];
for (const program of [one, other]) await program.signIn('anna');
const owner = site.program();
await owner.signIn('clara');

const rowOf = ({ email }: { email: string }) => `select 1 from users where email = '${email}' for update`;
const change = (program: typeof one, fields: object, { password }: { password: string } = anna) =>
  program.call('PATCH', '/users/me', { current_password: password, ...fields });
const me = async () => (await one.get('/users/me')).body;

test('of two simultaneous changes of a login one succeeds and the other gets an error (row 54)', async () => {
  const statuses = await race(
    rowOf(anna),
    () => change(one, { login: 'anna8' }),
    () => change(other, { login: 'anna9' }),
  );
  assert.deepEqual(statuses, [204, 409]);
  assert.equal((await me()).login, 'anna8');
});

test('of two simultaneous changes of an e-mail one succeeds and the other gets an error (row 54)', async () => {
  const statuses = await race(
    rowOf(anna),
    () => change(one, { email: 'anna@first.example' }),
    () => change(other, { email: 'anna@second.example', first_name: 'Ann' }),
  );
  assert.deepEqual(statuses, [204, 409]);
  const { email, first_name } = await me();
  assert.deepEqual([email, first_name], ['anna@first.example', null], 'nothing of the other is written');
});

test('neither is changed by who has the old password at the moment when there is a new one (rows 45, 54)', async () => {
  const passwords = { current_password: clara.password, new_password: 'Harbour 8 lights' };
  const thief = site.program();
  await thief.signIn('clara');
  const statuses = await race(
    rowOf(clara),
    () => owner.call('PUT', '/users/me/password', passwords),
    () => change(thief, { email: 'thief@example.org', login: 'thief' }, clara),
  );
  assert.deepEqual(statuses, [204, 409]);
  await owner.refresh();
  const { email, login } = (await owner.get('/users/me')).body;
  assert.deepEqual([email, login], [clara.email, clara.login]);
});

test('of two accounts that take a login at once one gets it, and the other an error (row 54)', async () => {
  const second = site.program();
  await second.signIn('boris');
  const replies = await Promise.all([
    change(one, { login: 'harbour' }),
    change(second, { login: 'HARBOUR' }, boris),
  ]);
  assert.deepEqual(replies.map(({ status }) => status).toSorted(), [204, 409]);
  assert.equal(replies.find(({ status }) => status === 409)?.body.code, 'login_taken');
});

test('of three simultaneous registrations with one e-mail one succeeds (row 54)', async () => {
  const account = { email: 'david@example.org', login: 'david', password: anna.password };
  const replies = await Promise.all([1, 2, 3].map(() => site.program().post('/auth/register', account)));
  assert.deepEqual(replies.map(({ status }) => status).toSorted(), [201, 409, 409]);
});
