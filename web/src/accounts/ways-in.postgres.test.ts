import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../testing/database.ts';
import { optionsForNew } from '../../testing/passkeys.ts';
import { people } from '../../testing/people.ts';
import { races } from '../../testing/races.ts';
import { SecurityKey } from '../../testing/security-key.ts';
import { member } from '../../testing/visitor.ts';
import { testSite } from '../../testing/website.ts';

const ORIGIN = 'https://lantern.test';
const { TEST_DATABASE_URL = '' } = process.env;
const databaseUrl = await freshDatabase(TEST_DATABASE_URL);
const site = await testSite({ databaseUrl, publicUrl: ORIGIN });
const race = races(databaseUrl);

test('a passkey that is being added when the password changes is not there afterwards (rows 45, 54)', async () => {
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
