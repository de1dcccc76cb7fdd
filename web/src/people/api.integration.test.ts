import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY } from '../../testing/people/holders.ts';
import { people } from '../../testing/people/people.ts';
import { grant } from '../../testing/people/rights.ts';
import { testSite } from '../../testing/website.ts';
import type { Permission } from '../permissions.ts';

const site = await testSite();
const [anna, boris, clara] = [site.program(), site.program(), site.program()];
const { id: annaId } = (await anna.register('anna')).body;
const { id: borisId } = (await boris.register('boris')).body;
const { id: claraId } = (await clara.register('clara')).body;
await site.superuser('anna');
await site.enrol('boris', 'clara');
for (const [program, name] of [
  [anna, 'anna'],
  [boris, 'boris'],
  [clara, 'clara'],
] as const)
  await program.signIn(name);

/** Runs `work` while Boris has these rights, then takes them back. */
async function whileBorisMay(rights: Permission[], work: () => Promise<void>): Promise<void> {
  const role = await grant(anna, borisId, rights);
  await work().finally(() => anna.call('DELETE', `/users/${borisId}/roles/${role}`));
}

const disable = (who: typeof anna, id: string) => who.call('PUT', `/users/${id}/disabled`);
const enable = (who: typeof anna, id: string) => who.call('DELETE', `/users/${id}/disabled`);
const signOut = (who: typeof anna, id: string) => who.post(`/users/${id}/sign-out`);
const outcome = ({ status, body }: { status: number; body?: { code: string } }) =>
  [status, body?.code].filter(Boolean).join(' ');
const emails = (page: { items: { email: string }[] }) => page.items.map(({ email }) => email);

test('people are listed newest first, and found by e-mail, login or name, each character literal', async () => {
  const everybody = (await anna.get('/users')).body;
  assert.deepEqual(emails(everybody), [people.clara.email, people.boris.email, people.anna.email]);
  assert.deepEqual(
    { ...everybody.items[2], created_at: '', last_sign_in_at: '' },
    {
      id: annaId,
      email: people.anna.email,
      login: 'anna',
      display_name: null,
      first_name: null,
      last_name: null,
      is_superuser: true,
      created_at: '',
      last_sign_in_at: '',
      disabled_at: null,
    },
  );
  assert.deepEqual((await anna.get(`/users/${annaId}`)).body, everybody.items[2]);
  await boris.call('PATCH', '/users/me', { first_name: 'Борис', last_name: 'Claras' });
  for (const [text, found] of [
    ['CLARA@example.ORG', [people.clara.email]],
    ['ORIS@ex', [people.boris.email]],
    ['борис', [people.boris.email]],
    ['борис claras', [people.boris.email]],
    ['lar', [people.clara.email, people.boris.email]],
    ['%', []],
    ['_', []],
    ["' or 1=1 --", []],
  ] as const)
    assert.deepEqual(emails((await anna.get(`/users?q=${encodeURIComponent(text)}`)).body), found, text);
});

test('an exact login comes first in a search, then other matches, each once', async () => {
  const first = (await anna.get('/users?q=Clara')).body;
  assert.deepEqual(emails(first), [people.clara.email]);
  const rest = (await anna.get(`/users?q=Clara&after=${first.next}`)).body;
  assert.deepEqual([emails(rest), rest.next], [[people.boris.email], null]);
});

test('a long list comes in pages', async () => {
  for (let at = 0; at < 21; at++) {
    const stranger = { email: `pager${at}@example.org`, password: 'Four kettles & 1 cup' };
    assert.equal((await site.program().post('/auth/register', stranger)).status, 201);
  }
  const first = (await anna.get('/users?q=pager')).body;
  const second = (await anna.get(`/users?q=pager&after=${first.next}`)).body;
  assert.deepEqual([first.items.length, second.items.length, second.next], [20, 1, null]);
  assert.deepEqual([emails(first)[0], emails(second)[0]], ['pager20@example.org', 'pager0@example.org']);
});

test('invalid queries are refused', async () => {
  for (const query of ['q=a&q=b', `q=${'x'.repeat(255)}`, 'q=%00', 'after=1', 'mine=true', '__proto__=1'])
    assert.equal((await anna.get(`/users?${query}`)).status, 400, query);
  for (const id of [NOBODY, 'x', '%2fusers'])
    for (const reply of [
      await anna.get(`/users/${id}`),
      await anna.get(`/users/${id}/sign-ins`),
      await disable(anna, id),
      await enable(anna, id),
      await signOut(anna, id),
    ])
      assert.equal(outcome(reply), '404 user_not_found', id);
});

test('an administrator sees the same sign-in history as the account', async () => {
  assert.deepEqual(
    (await anna.get(`/users/${claraId}/sign-ins`)).body,
    (await clara.get('/users/me/sign-ins')).body,
  );
});

test('each call needs its permission; people.view does not allow disabling (row 27)', async () => {
  const reading = ['/users', `/users/${annaId}`, `/users/${claraId}/sign-ins`];
  const acting = [disable, enable, signOut];
  for (const path of reading) assert.equal(outcome(await boris.get(path)), '403 permission_missing', path);
  for (const act of acting) assert.equal(outcome(await act(boris, claraId)), '403 permission_missing');
  for (const path of reading) assert.equal((await site.program().get(path)).status, 401, path);
  await whileBorisMay(['people.view'], async () => {
    for (const path of reading) assert.equal((await boris.get(path)).status, 200, path);
    for (const act of acting) assert.equal(outcome(await act(boris, claraId)), '403 permission_missing');
  });
  for (const path of reading) assert.equal(outcome(await boris.get(path)), '403 permission_missing', path);
});

test('a disabled account’s token is refused at the next call, and the account can be enabled again (row 12)', async () => {
  const page = site.visitor();
  await page.signIn('clara');
  await whileBorisMay(['people.disable'], async () => {
    assert.equal((await disable(boris, claraId)).status, 204);
    assert.equal((await disable(boris, claraId)).status, 204);
    assert.ok(
      site.notices.some((notice) => JSON.stringify(notice).includes(claraId)),
      'chat was told',
    );
    assert.equal(outcome(await clara.get('/users/me')), '401 token_revoked');
    assert.equal(outcome(await clara.refresh()), '401 token_revoked');
    assert.match((await page.get('/')).text, /href="\/signup"/);
    assert.equal(outcome(await clara.signIn('clara')), '403 account_disabled');
    assert.ok((await anna.get(`/users/${claraId}`)).body.disabled_at);
    assert.equal((await enable(boris, claraId)).status, 204);
  });
  assert.equal(outcome(await clara.get('/users/me')), '401 token_revoked', 'what ended stays ended');
  assert.match((await page.get('/')).text, /href="\/signup"/);
  assert.equal((await clara.signIn('clara')).status, 200);
});

test('an administrator ends an account’s sessions, tokens and chat connections; it can sign in again (row 12)', async () => {
  const page = site.visitor();
  await page.signIn('clara');
  const told = site.notices.length;
  assert.equal((await signOut(anna, claraId)).status, 204);
  assert.ok(site.notices.slice(told).some((notice) => JSON.stringify(notice).includes(claraId)));
  assert.match((await page.get('/')).text, /href="\/signup"/);
  assert.equal(outcome(await clara.get('/users/me')), '401 token_revoked');
  assert.equal(outcome(await clara.refresh()), '401 token_revoked');
  assert.equal((await clara.signIn('clara')).status, 200);
});

test('an administrator cannot act on an account with a permission that they lack (row 28)', async () => {
  await whileBorisMay(['people.disable', 'people.view'], async () => {
    for (const act of [disable, enable, signOut])
      assert.equal(outcome(await act(boris, annaId)), '403 rights_exceed_yours', 'a superuser');
    const role = await grant(anna, claraId, ['rooms.delete_any', 'people.view']);
    for (const act of [disable, enable, signOut])
      assert.equal(outcome(await act(boris, claraId)), '403 rights_exceed_yours');
    await anna.call('DELETE', `/users/${claraId}/roles/${role}`);
    const covered = await grant(anna, claraId, ['people.view']);
    assert.equal((await signOut(boris, claraId)).status, 204);
    await anna.call('DELETE', `/users/${claraId}/roles/${covered}`);
  });
  await clara.signIn('clara');
});

test('an administrator cannot disable their own account or the last superuser (row 28)', async () => {
  assert.equal(outcome(await disable(anna, annaId)), '409 own_account');
  await site.superuser('clara');
  assert.equal((await disable(anna, claraId)).status, 204);
  assert.equal((await enable(anna, claraId)).status, 204);
  await clara.signIn('clara');
  assert.equal((await disable(clara, annaId)).status, 204);
  assert.equal(outcome(await anna.get('/users')), '401 token_revoked');
  assert.equal((await enable(clara, annaId)).status, 204);
  await anna.signIn('anna');
});

test('the log has acts of administrators with both accounts (row 41)', async () => {
  const acts = site.log.map((line) => JSON.parse(line)).filter(({ user_id }) => user_id === claraId);
  for (const [act, by] of [
    ['person.disabled', borisId],
    ['person.enabled', borisId],
    ['person.signed_out', annaId],
  ])
    assert.ok(
      acts.some((line) => line.act === act && line.by === by),
      act,
    );
});

test('an act that changes nothing is not in the log (row 41)', async () => {
  const from = site.log.length;
  for (const act of [enable, disable, disable, enable, enable])
    assert.equal((await act(anna, claraId)).status, 204);
  const acts = site.log
    .slice(from)
    .map((line) => JSON.parse(line))
    .flatMap(({ act, user_id }) => (user_id === claraId ? [act] : []));
  assert.deepEqual(acts, ['person.disabled', 'person.enabled']);
});
