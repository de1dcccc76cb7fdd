import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ForgingProvider } from '../../testing/outside/providers/forging-provider.ts';
import { goToProvider, signInAt, signUpAt } from '../../testing/outside/providers/journey.ts';
import { people } from '../../testing/people/people.ts';
import { member, type Visitor } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const club = await new ForgingProvider().start();
after(club.stop);
const site = await testSite({
  publicUrl: 'http://lantern.test',
  providers: [club.settings('club'), { ...club.settings('other'), label: '<b>Other</b> & co' }],
});

const ACCOUNTS = '/settings/social-accounts';
const proofOf = (name: 'anna' | 'boris') => ({ current_password: people[name].password });

/** Shows the password, and goes to the provider and back. */
async function link(visitor: Visitor, name: 'anna' | 'boris', sub: string, provider = 'club') {
  club.person = { sub, preferred_username: sub };
  const page = `${ACCOUNTS}/${provider}`;
  const permitted = await visitor.submit(page, page, proofOf(name));
  assert.deepEqual([permitted.status, permitted.location], [303, page]);
  assert.match((await visitor.get(page)).text, new RegExp(`href="/oauth/${provider}">Go to`));
  return signInAt(visitor, `/oauth/${provider}`);
}

const anna = await member(site.visitor(), 'anna');
const boris = await member(site.visitor(), 'boris');

test('an account elsewhere is linked after the password only, seen, signed in with, and unlinked (row 26)', async () => {
  club.person = { sub: 'anna at the club' };
  const away = await anna.get('/oauth/club?next=/search');
  assert.equal(away.location, '/search', 'who is signed in goes nowhere without having asked for it');
  const page = `${ACCOUNTS}/club`;
  const wrong = await anna.submit(page, page, { current_password: 'Wrong 1 password!' });
  assert.equal(wrong.status, 400);
  assert.equal((await anna.submit(page, page)).status, 400);
  assert.equal((await anna.get('/oauth/club?next=/search')).location, '/search');

  assert.equal((await link(anna, 'anna', 'anna-at-club')).location, `${ACCOUNTS}?saved=linked`);
  const list = await anna.get(ACCOUNTS);
  assert.match(list.text, /Club club · anna-at-club/);
  assert.match(list.text, /Link &lt;b&gt;Other&lt;\/b&gt; &amp; co/);
  const program = site.program();
  await program.signIn('anna');
  const [item] = (await program.get('/users/me/social-accounts')).body.items;
  assert.deepEqual([item.provider, item.label, item.name], ['club', 'Club club', 'anna-at-club']);

  const elsewhere = site.visitor();
  assert.equal((await signInAt(elsewhere, '/oauth/club')).location, '/');
  assert.match((await elsewhere.get('/settings')).text, /anna@example\.org/);

  const off = `${ACCOUNTS}/club/unlink`;
  assert.equal((await anna.submit(off, off, { current_password: 'Wrong 1 password!' })).status, 400);
  const unlinked = await anna.submit(off, off, proofOf('anna'));
  assert.equal(unlinked.location, `${ACCOUNTS}?saved=unlinked`);
  assert.match((await anna.get(unlinked.location ?? '')).text, /Unlinked/);
  assert.equal((await elsewhere.get('/settings')).status, 303, 'who came in by it is out');
  assert.equal((await signInAt(site.visitor(), '/oauth/club')).location, '/signup/provider');
});

test('a taken identity, a second account of the same provider and the last way in are 409 (row 26)', async () => {
  await link(anna, 'anna', 'anna-at-club');
  club.person = { sub: 'anna-at-club' };
  const page = `${ACCOUNTS}/club`;
  await boris.submit(page, page, proofOf('boris'));
  const taken = await boris.get(await goToProvider(boris, '/oauth/club'), { accept: 'application/json' });
  assert.deepEqual([taken.status, JSON.parse(taken.text).code], [409, 'social_account_taken']);
  assert.equal(
    (await link(anna, 'anna', 'anna-at-club')).location,
    `${ACCOUNTS}?saved=linked`,
    'her own again',
  );
  club.person = { sub: 'another' };
  await anna.submit(page, page, proofOf('anna'));
  const second = await anna.get(await goToProvider(anna, '/oauth/club'), { accept: 'application/json' });
  assert.deepEqual([second.status, JSON.parse(second.text).code], [409, 'provider_linked']);

  const clara = site.visitor();
  club.person = { sub: 'clara' };
  await signUpAt(clara, '/oauth/club', { email: 'clara@example.org' });
  const off = `${ACCOUNTS}/club/unlink`;
  const last = await clara.submit(off, off);
  assert.equal(last.status, 409);
  assert.match(last.text, /Without it nobody could sign in/);
  const program = site.program();
  await program.signIn('anna');
  const wrong = await program.call('DELETE', '/users/me/social-accounts/club', {});
  assert.equal(wrong.status, 400);
  const gone = await program.call('DELETE', '/users/me/social-accounts/club', proofOf('anna'));
  assert.equal(gone.status, 204);
  await program.refresh();
  const absent = await program.call('DELETE', '/users/me/social-accounts/club', proofOf('anna'));
  assert.deepEqual([absent.status, absent.body.code], [404, 'social_account_not_found']);
});

test('of two ways in that are removed at once one stays (row 26)', async () => {
  const vera = site.visitor();
  club.person = { sub: 'vera' };
  await signUpAt(vera, '/oauth/club', { email: 'vera@example.org' });
  const owner = `(select id from users where email = 'vera@example.org')`;
  await site.connection.query(
    `insert into social_accounts (issuer, subject, user_id, provider) values ('https://second.example', 'vera', ${owner}, 'second')`,
  );
  const offs = ['club', 'second'].map((name) => `${ACCOUNTS}/${name}/unlink`);
  const token = await vera.token('/settings');
  const pages = await Promise.all(offs.map((off) => vera.post(off, { _csrf: token })));
  assert.ok(!pages.every(({ status }) => status === 303), 'not both');
  const { rows } = await site.connection.query(`select 1 from social_accounts where user_id = ${owner}`);
  assert.equal(rows.length, 1);
});

test('somebody’s e-mail from a provider, verified or not, signs nobody in and merges nothing (row 26)', async () => {
  for (const verified of [true, false]) {
    club.person = { sub: `thief ${verified}`, email: people.anna.email, email_verified: verified };
    const thief = site.visitor();
    const page = await signUpAt(thief, '/oauth/club', { email: people.anna.email.toUpperCase() });
    assert.equal(page.status, 409);
    assert.match(page.text, /id="email-error"/);
    assert.match(page.text, /If that account is yours, sign in to it, then link Club club/);
    assert.equal((await thief.get('/settings')).status, 303);
  }
});

test('reported values are stored only if they are valid, and shown as text (row 30)', async () => {
  const odd = {
    email: 'not an address',
    given_name: '<i>x</i>',
    family_name: 'a\0b',
    preferred_username: 'a b',
  };
  for (const name of ['<script>alert(1)</script>', 'a\u202Eb', 'x'.repeat(101), ['x'], 7, { a: 1 }]) {
    club.person = { sub: 'odd', name, ...odd, ...(Array.isArray(name) && { preferred_username: name }) };
    const visitor = site.visitor();
    await signInAt(visitor, '/oauth/club');
    const { text, status } = await visitor.get('/signup/provider');
    assert.equal(status, 200);
    assert.doesNotMatch(text, /<script>alert|\u202E|x{101}|not an address|<i>x/);
  }
});

test('without a password, a change is confirmed at the provider with the same account', async () => {
  const clara = site.visitor();
  club.person = { sub: 'clara' };
  assert.equal((await signInAt(clara, '/oauth/club')).location, '/');
  site.clock.pass(11 * 60);
  const page = '/settings/password';
  assert.match((await clara.get(page)).text, /href="\/settings\/confirm\?next=%2Fsettings%2Fpassword"/);
  const fields = { new_password: people.boris.password };
  assert.equal((await clara.submit(page, page, fields)).status, 403);
  const confirm = '/oauth/club?confirm&next=/settings/password';
  assert.match(
    (await clara.get(`/settings/confirm?next=${page}`)).text,
    /href="\/oauth\/club\?confirm&amp;next=%2Fsettings/,
  );
  club.person = { sub: 'somebody else' };
  assert.match(
    (await signInAt(clara, confirm)).location ?? '',
    /^\/settings\/confirm\?next=%2Fsettings%2Fpassword&another/,
  );
  club.person = { sub: 'clara', auth_time: Math.floor(site.clock.now() / 1000) - 3600 };
  assert.match((await signInAt(clara, confirm)).location ?? '', /another/);
  const before = clara.cookies.get('session');
  club.person = { sub: 'clara' };
  assert.equal((await signInAt(clara, confirm)).location, page);
  assert.notEqual(clara.cookies.get('session'), before);
  assert.equal(club.visits.at(-1)?.get('prompt'), 'login');
  assert.equal((await clara.submit(page, page, fields)).status, 303);
});

test('after a provider a code is asked for too, and a disabled account cannot sign in (row 24)', async () => {
  await link(boris, 'boris', 'boris');
  await site.enrol('boris');
  club.person = { sub: 'boris', amr: ['mfa'], acr: 'high' };
  const elsewhere = site.visitor();
  const put = await signInAt(elsewhere, '/oauth/club?next=/search');
  assert.equal(put.location, '/login/code?next=%2Fsearch');
  assert.equal((await elsewhere.get('/settings')).status, 303);
  const code = site.phones.get('boris')?.next() ?? '';
  assert.equal(
    (await elsewhere.submit('/login/code', '/login/code', { code, next: '/search' })).location,
    '/search',
  );
  await site.connection.query(
    `update user_service set disabled_at = now() where user_id = (select id from users where email = 'boris@example.org')`,
  );
  assert.equal((await signInAt(site.visitor(), '/oauth/club')).status, 403);
});
