import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addPasskey, signInWith } from '../../testing/people/passkeys.ts';
import { people } from '../../testing/people/people.ts';
import { SecurityKey } from '../../testing/people/security-key.ts';
import { testSite } from '../../testing/website.ts';

const ORIGIN = 'https://lantern.test';
const site = await testSite({ publicUrl: ORIGIN });
await site.superuser('anna');
const visitor = site.visitor();
await visitor.signIn('anna');
const key = new SecurityKey(ORIGIN);
await addPasskey(visitor, people.anna.password, key);

test('a passkey is both factors: it asks for no code, and administrative rights can be used after it (row 24)', async () => {
  const anna = site.visitor();
  assert.equal((await signInWith(anna, key)).location, '/');
  assert.equal((await anna.get('/admin/people')).status, 200);
  const page = await signInWith(site.visitor(), key, { verified: false });
  assert.equal(page.status, 401, 'and not one whose owner was not asked who they are');
});

test('an administrator who has a passkey and no app gets no further than setting one up (row 24)', async () => {
  const boris = site.visitor();
  await boris.signUp('boris');
  const own = new SecurityKey(ORIGIN);
  await addPasskey(boris, people.boris.password, own);
  await site.connection.query(
    "update user_service set is_superuser = true from users where users.id = user_id and login = 'boris'",
  );
  const again = site.visitor();
  await signInWith(again, own);
  const refused = await again.get('/admin/people', { accept: 'application/json' });
  assert.equal(refused.status, 403);
  assert.match(refused.text, /"two_factor_required"/);
});
