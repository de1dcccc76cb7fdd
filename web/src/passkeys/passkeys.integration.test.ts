import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addPasskey, optionsForNew, sendCredential, signInWith } from '../../testing/people/passkeys.ts';
import { people } from '../../testing/people/people.ts';
import { SecurityKey } from '../../testing/people/security-key.ts';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const ORIGIN = 'https://lantern.test';
const HOME = '/settings/passkeys';
const site = await testSite({ publicUrl: ORIGIN });
const anna = await member(site.visitor(), 'anna');
const boris = await member(site.visitor(), 'boris');
const annasProgram = site.program();
await annasProgram.signIn('anna');

const idsOf = async (program = annasProgram): Promise<string[]> =>
  (await program.get('/users/me/passkeys')).body.items.map(({ id }: { id: string }) => id);
const current_password = people.anna.password;

test('a passkey is added, listed, renamed and removed, and its name is text wherever it stands (rows 12, 30)', async () => {
  const key = new SecurityKey(ORIGIN);
  const added = await addPasskey(anna, people.anna.password, key, { called: '<b>Blue</b> & "new"' });
  assert.equal(added.location, `${HOME}?saved=passkey_added`);
  const { text } = await anna.get(`${HOME}?saved=passkey_added`);
  assert.match(text, /role="status">The passkey was added/);
  assert.match(text, /&lt;b&gt;Blue&lt;\/b&gt; &amp; &quot;new&quot;/);
  assert.match(text, /not used yet/);
  assert.doesNotMatch(text, /<b>Blue/);
  const elsewhere = site.visitor();
  await signInWith(elsewhere, key);
  assert.match((await anna.get(HOME)).text, /last used <time datetime="20/);

  const rename = `${HOME}/${key.id}/rename`;
  assert.doesNotMatch((await anna.get(rename)).text, /<b>Blue/);
  const wrong = await anna.submit(rename, rename, { name: ' ' });
  assert.equal(wrong.status, 400);
  assert.equal((await anna.submit(rename, rename, { name: 'x'.repeat(65) })).status, 400);
  assert.equal((await anna.submit(rename, rename, { name: '<i>Red</i>' })).status, 303);
  const remove = `${HOME}/${key.id}/remove`;
  const question = (await anna.get(remove)).text;
  assert.match(question, /&lt;i&gt;Red&lt;\/i&gt;/);
  assert.doesNotMatch(question, /<i>Red/);

  const guessed = await anna.submit(remove, remove, { current_password: 'Wrong 1 password' });
  assert.equal(guessed.status, 400);
  assert.deepEqual(await idsOf(), [key.id]);
  const removed = await anna.submit(remove, remove, { current_password });
  assert.equal(removed.location, `${HOME}?saved=passkey_removed`);
  assert.equal((await anna.get(HOME)).status, 200);
  assert.equal((await elsewhere.get(HOME)).status, 303, 'whoever came by it is out');
  assert.equal((await annasProgram.get('/users/me')).status, 401);
  await annasProgram.signIn('anna');
  assert.deepEqual(await idsOf(), []);
  assert.equal((await anna.submit(HOME, remove, { current_password })).status, 404);
  assert.equal((await signInWith(site.visitor(), key)).status, 401);
});

test('adding a passkey in an open session takes the password, and guesses are counted', async () => {
  for (const fields of [{}, { current_password: 'Wrong 1 password' }] as Record<string, string>[]) {
    const refused = await boris.submit(HOME, `${HOME}/new`, fields);
    assert.equal(refused.status, 400);
    assert.match(refused.text, /id="current_password-error"/);
    assert.doesNotMatch(refused.text, /data-passkey-new/);
  }
  const key = new SecurityKey(ORIGIN);
  const made = key.create({ challenge: 'bm90IGFza2Vk', rp: { id: 'lantern.test' } });
  const unasked = await sendCredential(boris, HOME, made, { name: 'Mine' });
  assert.equal(unasked.status, 400);
  assert.match(unasked.text, /Start again/);
});

test('a passkey is kept for the person by what names nobody, with those it has left out, and only after who they are is checked', async () => {
  const key = new SecurityKey(ORIGIN);
  await addPasskey(anna, people.anna.password, key);
  const { page, ...options } = await optionsForNew(anna, people.anna.password);
  const { id } = (await annasProgram.get('/users/me')).body;
  const wanted = options as unknown as Record<string, unknown>;
  assert.deepEqual(wanted.rp, { name: 'Lantern', id: 'lantern.test' });
  assert.equal(options.user?.id, Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url'));
  assert.deepEqual(wanted.authenticatorSelection, {
    residentKey: 'required',
    userVerification: 'required',
    requireResidentKey: true,
  });
  assert.equal(wanted.attestation, 'none');
  const excluded = wanted.excludeCredentials as { id: string; transports: string[] }[];
  assert.deepEqual(excluded.find((each) => each.id === key.id)?.transports, ['usb']);
  assert.match(page.text, /name="name"[^>]+value="node"/);
});

test('an answer that is bent, answers something else, or comes late or again adds nothing', async () => {
  const before = await idsOf();
  const bends = {
    'another site': { origin: 'https://evil.test' },
    'a look-alike of the origin': { origin: `${ORIGIN}.evil.test` },
    'another domain': { rpId: 'evil.test' },
    'a sign-in': { type: 'webauthn.get' },
    'in a frame': { crossOrigin: true },
    'nobody there': { present: false },
    'nobody verified': { verified: false },
  };
  for (const [what, bent] of Object.entries(bends)) {
    const page = await addPasskey(anna, people.anna.password, new SecurityKey(ORIGIN), { bent });
    assert.equal(page.status, 400, what);
    assert.match(page.text, /role="alert">The answer of the browser or the device/, what);
  }
  const key = new SecurityKey(ORIGIN);
  const late = key.create(await optionsForNew(anna, people.anna.password));
  site.clock.pass(301);
  assert.match((await sendCredential(anna, HOME, late)).text, /longer than five minutes/);
  const other = await addPasskey(anna, people.anna.password, key, { bent: { challenge: 'AAAA' } });
  assert.match(other.text, /longer than five minutes/);
  assert.deepEqual(await idsOf(), before);

  const answer = key.create(await optionsForNew(anna, people.anna.password));
  const _csrf = await anna.token(HOME);
  const send = () => anna.post(HOME, { _csrf, credential: JSON.stringify(answer) });
  const [one, two] = await Promise.all([send(), send()]);
  assert.deepEqual([one.status, two.status].toSorted(), [303, 400]);
  assert.equal((await send()).status, 400);
  assert.deepEqual(await idsOf(), [...before, key.id]);
});

test('a challenge is good in the browser and for the person that it was made for', async () => {
  const options = await optionsForNew(anna, people.anna.password);
  const key = new SecurityKey(ORIGIN);
  const elsewhere = await sendCredential(boris, HOME, key.create(options));
  assert.match(elsewhere.text, /longer than five minutes/);
  await anna.submit('/', '/logout');
  await anna.signIn('anna');
  assert.match((await sendCredential(anna, HOME, key.create(options))).text, /longer than five minutes/);
});

test('a passkey cannot be added twice, by the same or another account', async () => {
  const key = new SecurityKey(ORIGIN);
  await addPasskey(anna, people.anna.password, key);
  for (const [visitor, { password }] of [
    [boris, people.boris],
    [anna, people.anna],
  ] as const) {
    const again = await addPasskey(visitor, password, new SecurityKey(ORIGIN), { bent: { id: key.id } });
    assert.equal(again.status, 409);
    assert.match(again.text, /already belongs to an account/);
  }
  assert.equal((await signInWith(site.visitor(), key)).status, 303, 'and it is still hers');
});

test('an unrequested attestation is ignored', async () => {
  const bent = { fmt: 'android-safetynet' };
  const page = await addPasskey(boris, people.boris.password, new SecurityKey(ORIGIN), { bent });
  assert.equal(page.status, 303);
});

test('a name that cannot be one does not lose the passkey that the device has by then', async () => {
  const key = new SecurityKey(ORIGIN);
  await addPasskey(boris, people.boris.password, key, { called: '\u202e'.repeat(80) });
  const borisProgram = site.program();
  await borisProgram.signIn('boris');
  const { items } = (await borisProgram.get('/users/me/passkeys')).body;
  assert.equal(items.find(({ id }: { id: string }) => id === key.id).name, 'node');
});

test('twenty passkeys are enough, also when they come at once', async () => {
  const clara = await member(site.visitor(), 'clara');
  for (let at = 0; at < 19; at++) await addPasskey(clara, people.clara.password, new SecurityKey(ORIGIN));
  const answers = [];
  for (let at = 0; at < 3; at++)
    answers.push(new SecurityKey(ORIGIN).create(await optionsForNew(clara, people.clara.password)));
  const _csrf = await clara.token(HOME);
  const pages = await Promise.all(
    answers.map((answer) => clara.post(HOME, { _csrf, credential: JSON.stringify(answer) })),
  );
  assert.deepEqual(pages.map(({ status }) => status).toSorted(), [303, 409, 409]);
  const fields = { current_password: people.clara.password };
  assert.equal((await clara.submit(HOME, `${HOME}/new`, fields)).status, 409);
});

test('a program lists, renames and removes only its own account’s passkeys (row 27)', async () => {
  const key = new SecurityKey(ORIGIN);
  await addPasskey(anna, people.anna.password, key, { called: 'Of a program' });
  const { items, next } = (await annasProgram.get('/users/me/passkeys')).body;
  assert.equal(next, null);
  assert.equal(items.at(-1).name, 'Of a program');
  const path = `/users/me/passkeys/${key.id}`;
  const thief = site.program();
  await thief.signIn('boris');
  const theirs = { current_password: people.boris.password };
  for (const [method, body] of [
    ['PATCH', { name: 'Mine' }],
    ['DELETE', theirs],
  ] as const)
    assert.equal((await thief.call(method, path, body)).body.code, 'passkey_not_found');
  for (const page of ['rename', 'remove'])
    assert.equal((await boris.get(`${HOME}/${key.id}/${page}`)).status, 404);

  assert.equal((await annasProgram.call('PATCH', path, { name: 'Ключ' })).status, 204);
  assert.equal((await annasProgram.call('PATCH', path, { name: 'Ключ', counter: 0 })).status, 400);
  assert.equal((await annasProgram.call('DELETE', path, {})).status, 400);
  assert.ok((await idsOf()).includes(key.id));
  assert.equal((await annasProgram.call('DELETE', path, { current_password })).status, 204);
  assert.equal((await annasProgram.refresh()).status, 200);
  assert.ok(!(await idsOf()).includes(key.id));
  const strange = await annasProgram.call('DELETE', '/users/me/passkeys/x', { current_password });
  assert.equal(strange.body.code, 'passkey_not_found');
});
