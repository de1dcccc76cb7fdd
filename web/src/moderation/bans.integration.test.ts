import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY } from '../../testing/people/holders.ts';
import { grant } from '../../testing/people/rights.ts';
import { newRoom, signedIn } from '../../testing/people/room.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris, clara] = [
  await signedIn(site, 'anna'),
  await signedIn(site, 'boris'),
  await signedIn(site, 'clara', true),
];
/** Gives rights, and is nobody in any room. */
const operator = await (async () => {
  const { body } = await site.program().post('/auth/register', {
    email: 'operator@example.org',
    password: 'Ромашка 8 на окне',
  });
  await site.connection.query('update user_service set is_superuser = true where user_id = $1', [body.id]);
  const program = site.program();
  await program.signInAs({ email: 'operator@example.org', password: 'Ромашка 8 на окне' });
  await program.enrol(site.clock);
  return program;
})();

const codeOf = ({ status, body }: { status: number; body: { code?: string } | undefined }) => [
  status,
  body?.code,
];
const enter = (who: typeof anna, room: string) => who.post(`/rooms/${room}/token`);
const ban = (who: typeof anna, room: string, input: object) =>
  who.post(`/rooms/${room}/bans`, { seconds: null, ...input });
const logOf = async (who: typeof anna, room: string) => (await who.get(`/rooms/${room}/log`)).body.items;

test('a ban keeps out by page, token and introspection, until it is lifted (row 77)', async () => {
  const room = await newRoom(anna);
  const { token } = (await enter(boris, room)).body;
  const page = site.visitor();
  await page.signIn('boris');
  assert.equal((await page.get(`/chat/${room}`)).status, 200);

  const reply = await ban(anna, room, { user_id: boris.id, seconds: 600, reason: ' Too   loud ' });
  assert.equal(reply.status, 204);
  const told = site.notices.findLast(({ type }) => type === 'member-removed');
  assert.deepEqual({ ...told, at: 0 }, { type: 'member-removed', user_id: boris.id, room_id: room, at: 0 });
  assert.deepEqual(codeOf(await enter(boris, room)), [403, 'room_banned']);
  assert.equal(await site.introspect(token), undefined);
  assert.equal((await page.get(`/chat/${room}`)).status, 403);
  const { text } = await page.get(`/chat/${room}`);
  assert.match(text, /Too loud/);

  const { items } = (await anna.get(`/rooms/${room}/bans`)).body;
  assert.deepEqual(
    items.map(({ user, by, reason }: Record<string, { id: string }>) => [user?.id, by?.id, reason]),
    [[boris.id, anna.id, 'Too loud']],
  );
  assert.ok(Math.abs(Date.parse(items[0].until) - Date.now() - 600_000) < 60_000);
  assert.equal((await anna.call('DELETE', `/rooms/${room}/bans/${boris.id}`)).status, 204);
  assert.equal((await enter(boris, room)).status, 200);
  assert.deepEqual(
    (await logOf(anna, room)).map(({ act, actor, user, reason }: Record<string, { id: string }>) => [
      act,
      actor?.id,
      user?.id,
      reason,
    ]),
    [
      ['ban_lifted', anna.id, boris.id, null],
      ['banned', anna.id, boris.id, 'Too loud'],
    ],
  );
});

test('a ban for good has no end, a new one replaces it, and lifting twice changes nothing', async () => {
  const room = await newRoom(anna);
  await ban(anna, room, { login: 'BORIS' });
  assert.equal((await enter(boris, room)).body.until, null);
  await ban(anna, room, { login: 'boris', seconds: 60 });
  assert.notEqual((await enter(boris, room)).body.until, null);
  for (let i = 0; i < 2; i += 1)
    assert.equal((await anna.call('DELETE', `/rooms/${room}/bans/${boris.id}`)).status, 204);
  assert.equal((await logOf(anna, room)).length, 3);
});

test('nobody fills the log of a room: what is done there is limited for an hour (row 80)', async () => {
  const strict = await testSite({ rateLimitFactor: 0.01 });
  const dora = await signedIn(strict, 'anna');
  const room = await newRoom(dora);
  const set = (seconds: number) => dora.call('PUT', `/rooms/${room}/slow-mode`, { seconds });
  for (let seconds = 1; seconds <= 6; seconds += 1) assert.equal((await set(seconds)).status, 204);
  const { status, headers } = await set(7);
  assert.deepEqual([status, Number(headers.get('retry-after')) > 60], [429, true]);
});

test('nobody bans themselves, the owner, or whoever ranks as high (row 78)', async () => {
  const room = await newRoom(anna);
  for (const who of [boris, clara])
    assert.equal((await anna.call('PUT', `/rooms/${room}/moderators/${who.id}`)).status, 204);
  const before = (await logOf(anna, room)).length;
  assert.deepEqual(codeOf(await ban(anna, room, { user_id: anna.id })), [409, 'own_account']);
  assert.deepEqual(codeOf(await ban(boris, room, { login: 'boris' })), [409, 'own_account']);
  for (const path of ['bans', 'mutes', 'removals'])
    for (const target of [anna.id, clara.id]) {
      const seconds = path === 'removals' ? {} : { seconds: 600 };
      const refused = await boris.post(`/rooms/${room}/${path}`, { user_id: target, ...seconds });
      assert.deepEqual(codeOf(refused), [403, 'member_outranks_you'], path);
    }
  for (const method of ['PUT', 'DELETE'])
    assert.deepEqual(codeOf(await boris.call(method, `/rooms/${room}/moderators/${clara.id}`)), [
      403,
      'permission_missing',
    ]);
  assert.equal((await logOf(anna, room)).length, before);
  assert.equal((await enter(clara, room)).status, 200);
  // A moderator may step back.
  assert.equal((await boris.call('DELETE', `/rooms/${room}/moderators/${boris.id}`)).status, 204);
  assert.deepEqual(codeOf(await ban(boris, room, { user_id: clara.id })), [403, 'permission_missing']);
});

test('a moderator neither lifts nor shortens what the owner imposed (row 78)', async () => {
  const room = await newRoom(anna);
  await anna.call('PUT', `/rooms/${room}/moderators/${boris.id}`);
  await ban(anna, room, { user_id: clara.id });
  await anna.post(`/rooms/${room}/mutes`, { user_id: clara.id, seconds: 600 });
  for (const refused of [
    await ban(boris, room, { user_id: clara.id, seconds: 60 }),
    await boris.call('DELETE', `/rooms/${room}/bans/${clara.id}`),
    await boris.post(`/rooms/${room}/mutes`, { user_id: clara.id, seconds: 60 }),
    await boris.call('DELETE', `/rooms/${room}/mutes/${clara.id}`),
  ])
    assert.deepEqual(codeOf(refused), [403, 'member_outranks_you']);
  // What was imposed by an account that is gone binds nobody.
  await site.connection.query('update room_bans set banned_by = null where room_id = $1', [room]);
  assert.equal((await boris.call('DELETE', `/rooms/${room}/bans/${clara.id}`)).status, 204);
});

test('a moderator who is banned is one no more, also after the ban (row 78)', async () => {
  const room = await newRoom(anna);
  await anna.call('PUT', `/rooms/${room}/moderators/${boris.id}`);
  await ban(anna, room, { user_id: boris.id });
  assert.deepEqual(codeOf(await ban(boris, room, { user_id: clara.id })), [403, 'permission_missing']);
  assert.deepEqual(codeOf(await anna.call('PUT', `/rooms/${room}/moderators/${boris.id}`)), [
    409,
    'member_banned',
  ]);
  await anna.call('DELETE', `/rooms/${room}/bans/${boris.id}`);
  assert.deepEqual(codeOf(await ban(boris, room, { user_id: clara.id })), [403, 'permission_missing']);
});

test('who may keep order in any room ranks above its owner, with two-factor sign-in only (row 79)', async () => {
  const room = await newRoom(anna);
  assert.deepEqual(codeOf(await ban(clara, room, { user_id: anna.id })), [403, 'permission_missing']);
  const role = await grant(operator, clara.id, ['rooms.moderate_any']);
  assert.deepEqual(codeOf(await ban(anna, room, { user_id: clara.id })), [403, 'member_outranks_you']);
  assert.equal((await ban(clara, room, { user_id: anna.id, reason: 'Holiday' })).status, 204);
  assert.deepEqual(codeOf(await anna.call('DELETE', `/rooms/${room}/bans/${anna.id}`)), [
    403,
    'permission_missing',
  ]);
  assert.equal((await clara.call('DELETE', `/rooms/${room}/bans/${anna.id}`)).status, 204);
  assert.equal((await clara.call('PUT', `/rooms/${room}/slow-mode`, { seconds: 30 })).status, 204);
  assert.ok(site.log.some((line) => line.includes('"act":"room.banned"') && line.includes(clara.id)));
  await operator.call('DELETE', `/users/${clara.id}/roles/${role}`);

  const boriss = await grant(operator, boris.id, ['rooms.moderate_any']);
  assert.deepEqual(codeOf(await ban(boris, room, { user_id: clara.id })), [403, 'two_factor_required']);
  await operator.call('DELETE', `/users/${boris.id}/roles/${boriss}`);
});

test('an input that cannot be is refused with a clear error (row 80)', async () => {
  const room = await newRoom(anna);
  const fieldsOf = async (path: string, input: object) =>
    (await anna.post(`/rooms/${room}/${path}`, input)).body.fields;
  const whom = { user_id: boris.id };
  assert.deepEqual(await fieldsOf('bans', { ...whom, seconds: null, reason: 'x'.repeat(4000) }), {
    reason: 'reason_too_long',
  });
  assert.deepEqual(await fieldsOf('bans', { ...whom, seconds: null, reason: 'ы'.repeat(301) }), {
    reason: 'reason_too_long',
  });
  assert.deepEqual(await fieldsOf('bans', { ...whom, seconds: 59 }), { seconds: 'duration' });
  assert.deepEqual(await fieldsOf('mutes', { ...whom, seconds: null }), { seconds: 'duration' });
  assert.deepEqual(await fieldsOf('bans', { seconds: null }), { user_id: 'required' });
  assert.deepEqual(await fieldsOf('bans', { ...whom, login: 'boris', seconds: null }), {
    user_id: 'required',
  });
  assert.deepEqual((await anna.call('PUT', `/rooms/${room}/slow-mode`, { seconds: 21_601 })).body.fields, {
    seconds: 'wait',
  });
  assert.deepEqual(codeOf(await ban(anna, room, { login: 'nobody at all' })), [404, 'user_not_found']);
  assert.deepEqual(codeOf(await ban(anna, room, { user_id: NOBODY })), [404, 'user_not_found']);
  assert.deepEqual(codeOf(await ban(anna, NOBODY, whom)), [404, 'room_not_found']);
  for (const after of ['x', '1.2', `${'9'.repeat(14)}.${boris.id}`, `0.${'-'.repeat(36)}`]) {
    const { status } = await anna.get(`/rooms/${room}/bans?after=${after}`);
    assert.ok([200, 400].includes(status), `${after}: ${status}`);
  }
  const longest = 'ы'.repeat(300);
  assert.equal((await ban(anna, room, { ...whom, reason: longest })).status, 204);
  assert.equal((await enter(boris, room)).body.reason, longest);
  await anna.call('DELETE', `/rooms/${room}/bans/${boris.id}`);
});

test('the log outlives the account of who acted, and is for those only who keep order (row 84)', async () => {
  const room = await newRoom(anna);
  const dora = site.program();
  const account = { email: 'dora@example.org', password: 'Ромашка 9 на окне', login: 'dora' };
  const { id } = (await dora.post('/auth/register', account)).body;
  await dora.signInAs({ email: account.email, password: account.password });
  await anna.call('PUT', `/rooms/${room}/moderators/${id}`);
  assert.equal((await ban(dora as typeof anna, room, { user_id: clara.id, reason: 'Spam' })).status, 204);
  const gone = await dora.call('DELETE', '/users/me', { current_password: account.password });
  assert.deepEqual(codeOf(gone), [204, undefined]);
  const [banned] = await logOf(anna, room);
  assert.deepEqual(
    [banned.act, banned.actor, banned.user.id, banned.reason],
    ['banned', null, clara.id, 'Spam'],
  );
  assert.deepEqual(codeOf(await enter(clara, room)), [403, 'room_banned']);
  for (const path of ['log', 'bans', 'mutes', 'moderators'])
    assert.deepEqual(codeOf(await clara.get(`/rooms/${room}/${path}`)), [403, 'permission_missing'], path);
});
