import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../testing/people/people.ts';
import { member, type Visitor } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const { anna, boris } = people;
const annaHere = await member(site.visitor(), 'anna');

const change = (visitor: Visitor, current_password: string, new_password: string) =>
  visitor.submit('/settings/password', '/settings/password', { current_password, new_password });

test('both password fields are hidden, have an autocomplete hint and allow pasting (row 3)', async () => {
  const { text } = await annaHere.get('/settings/password');
  const inputs = [...text.matchAll(/<input id="\w+_password"[^>]*>/g)].map(([input]) => input);
  assert.deepEqual(
    inputs.map((input) => [/type="(\w+)"/, /autocomplete="([\w-]+)"/].map((part) => part.exec(input)?.[1])),
    [
      ['password', 'current-password'],
      ['password', 'new-password'],
    ],
  );
  assert.doesNotMatch(text, /onpaste|maxlength="\d+"[^>]*type="password"/);
});

test('a wrong current password or an invalid new one changes nothing (row 1, row 3)', async () => {
  for (const [current, wanted, reason] of [
    ['', 'Ferry №9 to the isle', /id="current_password-error">Fill in/],
    ['Wrong 1 password', 'Ferry №9 to the isle', /id="current_password-error">This is not the current/],
    [anna.password, 'Sh0rt !', /id="new_password-error">Use at least 8/],
    [anna.password, 'Password123!', /id="new_password-error">[^<]*too common/],
    [anna.password, 'My Lantern 1!', /id="new_password-error">[^<]*too common/],
    [anna.password, 'anna@example.org 1A', /id="new_password-error">[^<]*must not contain/],
  ] as const) {
    const page = await change(annaHere, current, wanted);
    assert.equal(page.status, 400);
    assert.match(page.text, reason);
    for (const typed of [current, wanted]) assert.ok(typed === '' || !page.text.includes(typed));
  }
  assert.equal((await site.visitor().signIn('anna')).status, 303);
});

test('a new password goes on here under a new session id, and ends every other session, token and socket (row 10, row 12)', async () => {
  const [here, other, program] = [await member(site.visitor(), 'boris'), site.visitor(), site.program()];
  await Promise.all([other.signIn('boris'), program.signIn('boris')]);
  const { id } = (await program.get('/users/me')).body;
  const before = here.cookies.get('session') ?? '';
  const password = `Ж1 🏮${'д'.repeat(60)}`;

  const changed = await change(here, boris.password, password);
  assert.equal(changed.location, '/settings/password?saved=password');
  assert.match((await here.get(changed.location ?? '')).text, /role="status">Your password was changed/);

  const old = site.visitor();
  old.cookies.set('session', before);
  for (const each of [old, other]) assert.match((await each.get('/')).text, /href="\/signup"/);
  assert.equal((await program.get('/users/me')).body.code, 'token_revoked');
  assert.equal((await program.refresh()).status, 401);
  assert.ok(site.notices.some((notice) => notice.type === 'user-revocation' && notice.user_ids.includes(id)));
  assert.equal((await site.visitor().signIn('boris')).status, 401);
});

test('pages that are open in other tabs stay good when the password changes', async () => {
  const clara = await member(site.visitor(), 'clara');
  const _csrf = await clara.token('/');
  assert.equal((await change(clara, people.clara.password, 'Ferry №9 to the isle')).status, 303);
  assert.equal((await clara.post('/chat', { _csrf, name: 'From another tab' })).status, 303);
});

test('the new password counts whole: spaces, emoji and 64 Cyrillic letters (row 2)', async () => {
  const password = `Ж1 🏮${'д'.repeat(60)}`;
  const attempt = async (typed: string) =>
    (await site.visitor().submit('/login', '/login', { email: boris.email, password: typed })).status;
  assert.equal(await attempt(password), 303);
  assert.equal(await attempt(`${password.slice(0, -1)}Д`), 401);
  assert.equal(await attempt(password.slice(0, -1)), 401);
});
