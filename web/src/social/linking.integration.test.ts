import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { people } from '../../testing/people.ts';
import { ForgingProvider } from '../../testing/providers/forging-provider.ts';
import { signInAt } from '../../testing/providers/journey.ts';
import { member, type Visitor } from '../../testing/visitor.ts';
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
