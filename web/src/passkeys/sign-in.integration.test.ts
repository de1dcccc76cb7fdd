import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { addPasskey, optionsToSign, sendCredential, signInWith } from '../../testing/people/passkeys.ts';
import { people } from '../../testing/people/people.ts';
import { type Bent, SecurityKey } from '../../testing/people/security-key.ts';
import { member, type Visitor } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const ORIGIN = 'https://lantern.test';
const COOKIE = '__Host-session';
const site = await testSite({ publicUrl: ORIGIN });
const anna = await member(site.visitor(), 'anna');
const boris = await member(site.visitor(), 'boris');
const annasKey = new SecurityKey(ORIGIN);
const borisKey = new SecurityKey(ORIGIN);
await addPasskey(anna, people.anna.password, annasKey);
await addPasskey(boris, people.boris.password, borisKey);
const isIn = async (visitor: Visitor) => /My rooms/.test((await visitor.get('/')).text);

test('somebody signs in with a passkey and nothing else, to where they wanted, under a new session id (row 10)', async () => {
  const visitor = site.visitor();
  const options = await optionsToSign(visitor);
  assert.deepEqual(Object.keys(options).toSorted(), ['challenge', 'rpId', 'timeout', 'userVerification']);
  const planted = visitor.cookies.get(COOKIE);
  const answer = annasKey.get(options);
  const page = await sendCredential(visitor, '/login/passkey', answer, { next: '/settings/sessions' });
  assert.equal(page.location, '/settings/sessions');
  assert.match((await visitor.get('/settings/sessions')).text, /Signed in with a passkey/);
  assert.notEqual(visitor.cookies.get(COOKIE), planted);
  const thief = site.visitor();
  thief.cookies.set(COOKIE, planted ?? '');
  assert.equal(await isIn(thief), false);
  const away = site.visitor();
  const wanted = annasKey.get(await optionsToSign(away));
  const local = await sendCredential(away, '/login/passkey', wanted, { next: '//evil.test' });
  assert.equal(local.location, '/');
});

test('an altered answer does not sign in', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const bends: Record<string, Bent> = {
    'another site': { origin: 'https://evil.test' },
    'another port': { origin: `${ORIGIN}:8443` },
    'another domain': { rpId: 'evil.test' },
    'the making of a passkey': { type: 'webauthn.create' },
    'in a frame': { crossOrigin: true },
    'nobody there': { present: false },
    'nobody verified': { verified: false },
    'another key': { key: privateKey },
    'the passkey of somebody else': { id: borisKey.id },
    'somebody else': { userHandle: Buffer.alloc(16, 7).toString('base64url') },
    nobody: { userHandle: null },
  };
  for (const [what, bent] of Object.entries(bends)) {
    const visitor = site.visitor();
    const page = await signInWith(visitor, annasKey, bent);
    assert.equal(page.status, 401, what);
    assert.match(page.text, /role="alert">The answer of this passkey could not be trusted/, what);
    assert.equal(await isIn(visitor), false, what);
  }
  assert.ok(
    site.log.some((line) => /"outcome":"passkey_refused".*"reason":"the signature is wrong"/.test(line)),
  );
});

test('an answer to another challenge, another browser’s, a late one and one that comes again let nobody in', async () => {
  const expired = (text: string) => assert.match(text, /role="alert">This took longer than five minutes/);
  expired((await signInWith(site.visitor(), annasKey, { challenge: 'AAAA' })).text);
  const [one, other] = [site.visitor(), site.visitor()];
  const answer = annasKey.get(await optionsToSign(one));
  await optionsToSign(other);
  expired((await sendCredential(other, '/login/passkey', answer)).text);
  const late = annasKey.get(await optionsToSign(one));
  site.clock.pass(301);
  expired((await sendCredential(one, '/login/passkey', late)).text);

  const visitor = site.visitor();
  const good = annasKey.get(await optionsToSign(visitor));
  assert.equal((await sendCredential(visitor, '/login/passkey', good)).status, 303);
  await visitor.submit('/', '/logout');
  expired((await sendCredential(visitor, '/login/passkey', good)).text);
});

test('of four simultaneous copies of an answer one signs in', async () => {
  const visitor = site.visitor();
  const credential = JSON.stringify(annasKey.get(await optionsToSign(visitor)));
  const _csrf = await visitor.token('/login');
  const copies = Array.from({ length: 4 }, () => {
    const copy = site.visitor();
    for (const [name, value] of visitor.cookies) copy.cookies.set(name, value);
    return copy.post('/login/passkey', { _csrf, credential });
  });
  const statuses = (await Promise.all(copies)).map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 303).length, 1, statuses.join());
});

test('a challenge for confirmation or registration does not work for signing in', async () => {
  const visitor = site.visitor();
  await signInWith(visitor, annasKey);
  const text = (
    await visitor.submit('/settings/passkeys', '/settings/passkeys/new', {
      current_password: people.anna.password,
    })
  ).text;
  const [, challenge = ''] = /&quot;challenge&quot;:&quot;([\w-]+)/.exec(text) ?? [];
  assert.ok(challenge);
  const page = await sendCredential(
    visitor,
    '/login/passkey',
    annasKey.get({ challenge, rpId: 'lantern.test' }),
  );
  assert.match(page.text, /longer than five minutes/);
});

test('several pages that are open at once each have a challenge of their own', async () => {
  const visitor = site.visitor();
  const first = await optionsToSign(visitor);
  for (let at = 0; at < 4; at++) await optionsToSign(visitor);
  assert.equal((await sendCredential(visitor, '/login/passkey', annasKey.get(first))).status, 303);
});

test('a passkey that counts and has not counted on is refused, logged, and told in the history', async () => {
  const key = new SecurityKey(ORIGIN, 5);
  await addPasskey(boris, people.boris.password, key);
  assert.equal((await signInWith(site.visitor(), key)).status, 303);
  for (const counter of [key.counter, 3, 0]) {
    const page = await signInWith(site.visitor(), key, { counter });
    assert.equal(page.status, 401, String(counter));
  }
  assert.equal(site.log.filter((line) => /passkey\.copied/.test(line)).length, 3);
  assert.match(
    (await boris.get('/settings/sessions')).text,
    /A passkey was refused: it may have been copied/,
  );
  assert.equal((await signInWith(site.visitor(), key)).status, 303, 'the one that counts on is good');

  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await signInWith(site.visitor(), key, { counter: 1, key: privateKey });
  assert.equal(site.log.filter((line) => /passkey\.copied/.test(line)).length, 3, 'not for who did not sign');
});

test('the browser is told of a deleted passkey and stops offering it', async () => {
  const key = new SecurityKey(ORIGIN);
  const page = await signInWith(site.visitor(), key);
  assert.equal(page.status, 401);
  assert.match(page.text, /No account here has this passkey any more/);
  assert.ok(page.text.includes(`data-passkey-unknown="${key.id}" data-passkeys-at="lantern.test"`));
  const refused = await signInWith(site.visitor(), annasKey, { verified: false });
  assert.doesNotMatch(refused.text, /data-passkey-unknown/, 'not of one that somebody has');
});

test('a passkey does not sign in a disabled account, and its sessions end (row 12)', async () => {
  const visitor = site.visitor();
  await signInWith(visitor, borisKey);
  assert.equal(await isIn(visitor), true);
  await site.superuser('clara');
  const clara = site.program();
  await clara.signIn('clara');
  const program = site.program();
  await program.signIn('boris');
  const { id } = (await program.get('/users/me')).body;
  assert.equal((await clara.call('PUT', `/users/${id}/disabled`)).status, 204);
  assert.equal(await isIn(visitor), false);
  const page = await signInWith(site.visitor(), borisKey);
  assert.equal(page.status, 403);
  assert.match(page.text, /disabled/);
  const { items } = (await clara.get(`/users/${id}/sign-ins`)).body;
  assert.deepEqual([items[0].method, items[0].outcome], ['passkey', 'disabled']);
  await clara.call('DELETE', `/users/${id}/disabled`);
  await signInWith(visitor, borisKey);
  await program.signIn('boris');
  await program.post('/auth/logout-everywhere');
  assert.equal(await isIn(visitor), false);
});

test('failed passkeys and passwords from one address are counted together (row 7)', async () => {
  const strict = await testSite({ publicUrl: ORIGIN, rateLimitFactor: 0.05 });
  const key = new SecurityKey(ORIGIN);
  for (let at = 0; at < 5; at++) assert.equal((await signInWith(strict.visitor(), key)).status, 401);
  const page = await signInWith(strict.visitor(), key);
  assert.equal(page.status, 429);
  assert.ok(Number(page.headers.get('retry-after')) > 0);
});
