import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addPasskey, optionsToSign, sendCredential, signInWith } from '../../testing/people/passkeys.ts';
import { people } from '../../testing/people/people.ts';
import { SecurityKey } from '../../testing/people/security-key.ts';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const ORIGIN = 'https://lantern.test';
const HOME = '/settings/passkeys';
const site = await testSite({ publicUrl: ORIGIN });
const anna = await member(site.visitor(), 'anna');
const keys = Array.from({ length: 3 }, () => new SecurityKey(ORIGIN));
for (const key of keys) await addPasskey(anna, people.anna.password, key);
await site.connection.query('update users set password_hash = null');
const [first = '', ...others] = keys.map(({ id }) => id);
const remove = (id: string) => anna.submit(HOME, `${HOME}/${id}/remove`);

test('without a password a sign-in of minutes ago shows that it is still the person, and an older one does not', async () => {
  site.clock.pass(601);
  assert.match((await anna.get(HOME)).text, /\/settings\/confirm\?next=%2Fsettings%2Fpasskeys"/);
  const refused = await remove(first);
  assert.equal(refused.status, 403);
  assert.match(refused.text, /please sign in again the same way/);
  assert.equal((await anna.submit(HOME, `${HOME}/new`)).status, 403);
  const options = await optionsToSign(anna, '/settings/confirm/passkey/options');
  const answer = (keys[0] as SecurityKey).get(options, { userHandle: null });
  assert.equal((await sendCredential(anna, '/login/passkey', answer)).status, 400, 'it is no sign-in');
  const again = (keys[0] as SecurityKey).get(await optionsToSign(anna, '/settings/confirm/passkey/options'));
  const confirmed = await sendCredential(anna, '/settings/confirm/passkey', again, { next: HOME });
  assert.equal(confirmed.location, HOME);
  assert.equal((await anna.submit(HOME, `${HOME}/new`)).status, 200);
  assert.equal((await remove(first)).status, 303);
});

test('only the account’s own passkeys confirm a change', async () => {
  const boris = await member(site.visitor(), 'boris');
  const own = new SecurityKey(ORIGIN);
  await addPasskey(boris, people.boris.password, own);
  const options = await optionsToSign(anna, '/settings/confirm/passkey/options');
  assert.deepEqual(
    new Set(options.allowCredentials?.map(({ id }) => id)),
    new Set(keys.slice(1).map(({ id }) => id)),
  );
  for (const userHandle of [undefined, null] as const) {
    const wanted = await optionsToSign(anna, '/settings/confirm/passkey/options');
    const answer = own.get(wanted, userHandle === null ? { userHandle } : {});
    const page = await sendCredential(anna, '/settings/confirm/passkey', answer, { next: HOME });
    assert.equal(page.status, 401);
    assert.match(page.text, /href="\/settings\/confirm\?next=/);
  }
});

test('the last way in cannot be removed, also when two are removed at once', async () => {
  const _csrf = await anna.token(HOME);
  const statuses = await Promise.all(
    others.map(async (id) => (await anna.post(`${HOME}/${id}/remove`, { _csrf })).status),
  );
  assert.equal(statuses.filter((status) => status === 303).length, 1, statuses.join());
  const here = site.visitor();
  for (const key of keys) await signInWith(here, key);
  const left = keys.filter(({ id }) => others.includes(id) && statuses[others.indexOf(id)] !== 303);
  const [{ id }] = left as [SecurityKey];
  const refused = await here.submit(HOME, `${HOME}/${id}/remove`);
  assert.equal(refused.status, 409);
  assert.match(refused.text, /nobody could sign in to this account/);
  assert.equal((await signInWith(site.visitor(), left[0] as SecurityKey)).status, 303);
});
