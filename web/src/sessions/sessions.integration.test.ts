import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../testing/people/people.ts';
import { member, type Visitor } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const { anna, boris } = people;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const annaHere = await member(site.visitor({ 'user-agent': FIREFOX }), 'anna');

async function browser(name: 'anna' | 'boris' | 'clara', userAgent = 'Agent of a test'): Promise<Visitor> {
  const visitor = site.visitor({ 'user-agent': userAgent });
  await visitor.signIn(name);
  return visitor;
}

async function program(name: 'anna' | 'boris' | 'clara') {
  const signedIn = site.program();
  await signedIn.signIn(name);
  return signedIn;
}

/** The ids that have a button to end them, in the order of the page. */
async function listed(visitor: Visitor): Promise<string[]> {
  const { text } = await visitor.get('/settings/sessions');
  return [...text.matchAll(/action="\/settings\/sessions\/([\w-]{36})\/end"/g)].map(([, id = '']) => id);
}

const end = (visitor: Visitor, id: string) =>
  visitor.submit('/settings/sessions', `/settings/sessions/${id}/end`);
const isIn = async (visitor: Visitor) => /My rooms/.test((await visitor.get('/')).text);

test('the page lists browsers and programs by name, address and time, and tells which is this one', async () => {
  await browser('anna', '<b>Mosaic</b> & "co"');
  await site.program().post('/auth/login', { ...anna, login: undefined }, { 'user-agent': 'curl/8.14.1' });
  const { text } = await annaHere.get('/settings/sessions');
  const rows = text.split('<li class="room">').slice(1, 4);
  assert.match(rows[0] ?? '', /Firefox, Linux <span class="badge">This device</);
  assert.doesNotMatch(rows[0] ?? '', /<form/);
  assert.match(rows[1] ?? '', /curl\/8\.14\.1/);
  assert.match(rows[1] ?? '', /<span>Program<\/span> <span>127\.0\.0\.1<\/span> <time datetime="20[^"]+Z">/);
  assert.match(rows[2] ?? '', /&lt;b&gt;Mosaic&lt;\/b&gt; &amp; &quot;co&quot;/);
  assert.doesNotMatch(text, /<b>Mosaic/, 'markup shows as text (row 30)');
});

test('below stands the history of sign-ins in words, twenty to a page', async () => {
  const clara = await member(site.visitor(), 'clara');
  const wrong = { email: people.clara.email, password: 'Wrong 1 password' };
  for (let at = 0; at < 5; at++) await site.visitor().submit('/login', '/login', wrong);
  for (let at = 0; at < 16; at++) await program('clara');
  const first = (await clara.get('/settings/sessions')).text;
  const history = first.slice(first.indexOf('Sign-in history'));
  assert.equal(history.match(/<li/g)?.length, 20);
  assert.match(history, /Signed in with the password/);
  assert.match(history, /Wrong password/);
  const next = /href="(\/settings\/sessions\?after=[^"]+)"/.exec(first)?.[1] ?? '';
  const second = (await clara.get(next)).text;
  assert.equal(second.match(/<li class/g)?.length, 2);
  assert.doesNotMatch(second, /Active sessions/);
  assert.equal((await clara.get('/settings/sessions?after=x')).status, 200);
});

test('ending a browser’s session ends only this one, and notifies chat (row 12)', async () => {
  const here = await member(site.visitor(), 'boris');
  const other = await browser('boris');
  const third = await browser('boris');
  const [newest = '', older = ''] = await listed(here);
  const told = site.notices.length;
  const ended = await end(here, older);
  assert.equal(ended.location, '/settings/sessions?saved=session');
  assert.match((await here.get(ended.location ?? '')).text, /role="status">The session was ended/);
  assert.deepEqual([await isIn(here), await isIn(other), await isIn(third)], [true, false, true]);
  const { id } = (await (await program('boris')).get('/users/me')).body;
  assert.ok(JSON.stringify(site.notices.slice(told)).includes(id));
  assert.ok((await listed(here)).includes(newest));
  assert.equal((await end(here, older)).status, 404, 'what has ended is gone');
});

test('an answer that was on its way when a session ended does not bring it back (row 12)', async () => {
  const here = await browser('boris');
  const thief = await browser('boris');
  const [id = ''] = await listed(here);
  const _csrf = await thief.token('/settings');
  const change = () => thief.post('/locale', { _csrf, locale: 'en', next: '/' });
  await Promise.all([...Array.from({ length: 20 }, change), end(here, id)]);
  assert.equal(await isIn(thief), false);
  const out = await browser('boris');
  const copy = site.visitor();
  for (const [name, value] of out.cookies) copy.cookies.set(name, value);
  const token = await copy.token('/settings');
  const busy = Array.from({ length: 20 }, () => copy.post('/locale', { _csrf: token, locale: 'en' }));
  await Promise.all([...busy, out.submit('/', '/logout')]);
  for (const [name, value] of out.cookies) copy.cookies.set(name, value);
  assert.equal(await isIn(copy), false, 'nor does signing out');
});

test('ending a program’s tokens ends the access token at once and the refresh token, of that sign-in alone (row 12)', async () => {
  const [one, other] = [await program('anna'), await program('anna')];
  await one.refresh();
  const { items } = (await other.get('/users/me/sessions')).body;
  assert.equal(items[0].current, true);
  const [, { id, kind }] = items;
  assert.equal(kind, 'program');
  assert.equal((await other.call('DELETE', `/users/me/sessions/${id}`)).status, 204);
  assert.equal((await one.get('/users/me')).body.code, 'token_revoked');
  assert.equal((await one.refresh()).status, 401);
  assert.equal((await other.get('/users/me')).status, 200);
  assert.equal((await other.call('DELETE', `/users/me/sessions/${id}`)).body.code, 'session_not_found');
  const restarted = await testSite({ parts: site.parts });
  const later = await restarted.program().get('/users/me', { authorization: `Bearer ${one.token}` });
  assert.equal(later.body.code, 'token_revoked', 'also after a restart');
});

test('a program lists and ends only its own account’s sessions (row 27)', async () => {
  const mine = await program('anna');
  const visitor = await browser('anna', FIREFOX);
  const { items, next } = (await mine.get('/users/me/sessions')).body;
  assert.equal(next, null);
  const [, newest] = items;
  assert.deepEqual([newest.kind, newest.user_agent, newest.ip], ['browser', FIREFOX, '127.0.0.1']);
  assert.equal((await mine.call('DELETE', `/users/me/sessions/${newest.id}`)).status, 204);
  assert.equal(await isIn(visitor), false);
  const borisHere = await browser('boris');
  const [own = ''] = (await mine.get('/users/me/sessions')).body.items.map(({ id }: { id: string }) => id);
  assert.equal((await end(borisHere, own)).status, 404);
  for (const id of ['0198c0de-0000-7000-8000-000000000000', 'x'])
    assert.equal((await mine.call('DELETE', `/users/me/sessions/${id}`)).body.code, 'session_not_found');
  assert.equal((await mine.call('DELETE', `/users/me/sessions/${own}`)).status, 204, 'its own, too');
  assert.equal((await mine.get('/users/me')).status, 401);
});

test('signing out everywhere else leaves this session, under a new id, and nothing besides (row 10, row 12)', async () => {
  const [here, other, tokens] = [await browser('boris'), await browser('boris'), await program('boris')];
  const before = here.cookies.get('session') ?? '';
  const done = await here.submit('/settings/sessions', '/settings/sessions/end-others');
  assert.match(
    (await here.get(done.location ?? '')).text,
    /role="status">You are signed out everywhere else/,
  );
  const old = site.visitor();
  old.cookies.set('session', before);
  assert.deepEqual([await isIn(here), await isIn(old), await isIn(other)], [true, false, false]);
  assert.equal((await tokens.get('/users/me')).body.code, 'token_revoked');
  assert.equal((await tokens.refresh()).status, 401);
  assert.deepEqual(await listed(here), []);
  assert.match((await here.get('/settings/sessions')).text, /This device/);
});

test('a session that has ended by itself, by signing out or by a new password is not listed', async () => {
  const here = await browser('boris');
  await here.submit('/settings/sessions', '/settings/sessions/end-others');
  const gone = await browser('boris');
  await gone.submit('/', '/logout');
  assert.deepEqual(await listed(here), []);
  await browser('boris');
  assert.equal((await listed(here)).length, 1);
  await here.submit('/settings/password', '/settings/password', {
    current_password: boris.password,
    new_password: 'Ferry №9 to the isle',
  });
  assert.deepEqual(await listed(here), []);
  assert.match((await here.get('/settings/sessions')).text, /This device/);
});
