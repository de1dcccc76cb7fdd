import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimsOf } from '../../testing/people/forger.ts';
import { newRoom, signedIn } from '../../testing/people/room.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris] = [await signedIn(site, 'anna'), await signedIn(site, 'boris')];
const clara = await signedIn(site, 'clara', true);
const [annas, boriss] = [site.visitor(), site.visitor()];
await annas.signIn('anna');
await boriss.signIn('boris');

const sql = (text: string, ...values: unknown[]) => site.connection.query(text, values);
const change = (program: typeof anna, id: string, input: object) =>
  program.call('PATCH', `/rooms/${id}`, input);
const codeOf = async (reply: Promise<{ body?: { code?: string } }>) => (await reply).body?.code;
const logOf = async (id: string) =>
  (await anna.get(`/rooms/${id}/log`)).body.items.map(({ act, reason }: Record<string, string>) => [
    act,
    reason,
  ]);

test('its owner renames, describes and closes a room, and the log of the room has it', async () => {
  const id = await newRoom(anna);
  const name = `Night garden ${id}`;
  const wanted = { name, description: '  Tea\r\nand talk ', visibility: 'unlisted', entry: 'members' };
  assert.equal((await change(anna, id, wanted)).status, 204);
  assert.deepEqual(site.notices.at(-1), { type: 'room-renamed', room_id: id, name });
  const { body } = await anna.get(`/rooms/${id}`);
  assert.deepEqual(
    [body.name, body.description, body.visibility, body.entry, body.role],
    [name, 'Tea\nand talk', 'unlisted', 'members', 'owner'],
  );
  assert.deepEqual(await logOf(id), [
    ['entry_set', 'members'],
    ['visibility_set', 'unlisted'],
    ['described', 'Tea\nand talk'],
    ['renamed', name],
  ]);
  assert.equal((await change(anna, id, wanted)).status, 204);
  assert.equal((await logOf(id)).length, 4, 'nothing was changed again');
});

test('when only members enter, everybody in the room has to enter again (row 71)', async () => {
  const id = await newRoom(anna);
  const { token } = (await boris.post(`/rooms/${id}/token`)).body;
  await change(anna, id, { entry: 'members' });
  assert.deepEqual(site.notices.at(-1), { type: 'room-revocation', room_ids: [id] });
  assert.equal(await site.introspect(token), undefined);
  assert.equal(await codeOf(boris.post(`/rooms/${id}/token`)), 'room_members_only');
});

test('nobody else changes a room (row 71)', async () => {
  const id = await newRoom(anna);
  assert.equal(await codeOf(change(boris, id, { name: 'Mine' })), 'permission_missing');
  await sql(`insert into room_members (room_id, user_id, role) values ($1, $2, 'moderator')`, id, boris.id);
  assert.equal(await codeOf(change(boris, id, { entry: 'members' })), 'permission_missing');
  assert.equal(await codeOf(change(boris, id, { restriction: null })), 'permission_missing');
  assert.doesNotMatch((await boriss.get(`/chat/${id}/settings`)).text, /<textarea[^>]* name="description"/);
  await sql(`update rooms set entry = 'members' where id = $1`, id);
  assert.equal(await codeOf(clara.get(`/rooms/${id}`)), 'room_members_only');
});

test('what an administrator sets in the room of another is in the log of the site (row 41)', async () => {
  const id = await newRoom(anna);
  const setSuperuser = (is: boolean) =>
    sql('update user_service set is_superuser = $1 where user_id = $2', is, clara.id);
  await setSuperuser(true);
  const { status } = await change(clara, id, { visibility: 'unlisted' });
  await setSuperuser(false);
  assert.equal(status, 204);
  const [entry] = site.log.map((line) => JSON.parse(line)).filter(({ room_id }) => room_id === id);
  assert.deepEqual([entry.act, entry.by], ['room.visibility_set', clara.id]);
});

test('a restriction and a setting are not changed by halves: each takes a request', async () => {
  const id = await newRoom(clara);
  const both = await change(clara, id, { restriction: 'rooms.enter_restricted', name: 'Half done' });
  assert.deepEqual([both.status, both.body.fields], [400, { restriction: 'restriction_alone' }]);
  assert.equal((await clara.get(`/rooms/${id}`)).body.restriction, null);
});

test('what a setting may be is checked, and markup in a description is text', async () => {
  const id = await newRoom(anna);
  const other = await newRoom(anna);
  const { name } = (await anna.get(`/rooms/${other}`)).body;
  const taken = await change(anna, id, { name });
  assert.deepEqual([taken.status, taken.body.fields], [409, { name: 'room_name_taken' }]);
  for (const [input, fields] of [
    [{ description: 'x'.repeat(301) }, { description: 'description_too_long' }],
    [{ description: 'x'.repeat(60_000) }, { description: 'description_too_long' }],
    [{ visibility: 'hidden' }, { visibility: 'invalid' }],
    [{ entry: 'nobody' }, { entry: 'invalid' }],
    [{ name: ' ' }, { name: 'required' }],
    [{}, { name: 'required' }],
  ] as const) {
    const { status, body } = await change(anna, id, input);
    assert.deepEqual([status, body.fields], [400, fields]);
  }
  const description = '<img src=x onerror=alert(1)> https://example.org/?a=1&b="2" javascript:alert(1)';
  await change(anna, id, { description });
  const { text } = await boriss.get(`/chat/${id}/settings`);
  assert.doesNotMatch(text, /<img src=x/);
  assert.match(text, /&lt;img src=x/);
  assert.match(
    text,
    /<a href="https:\/\/example\.org\/[^"]*" target="_blank" rel="noopener noreferrer nofollow">/,
  );
  assert.doesNotMatch(text, /href="javascript/);
});

test('a description holds no heap of marks, no control of direction and no page of empty lines', async () => {
  const id = await newRoom(anna);
  const described = async (description: string) => {
    assert.equal((await change(anna, id, { description })).status, 204);
    return (await anna.get(`/rooms/${id}`)).body.description;
  };
  assert.equal(await described(`Tea\n${' \n'.repeat(250)}and\u202E talk`), 'Tea\n\nand talk');
  assert.equal(await described(`z${'\u0335'.repeat(250)}`), `z${'\u0335'.repeat(3)}`);
  assert.equal((await change(anna, id, { description: '👩‍👩‍👧'.repeat(301) })).status, 400);
});

test('a room changes hands when the other person accepts', async () => {
  const id = await newRoom(anna);
  const transfer = `/rooms/${id}/transfer`;
  assert.equal((await anna.call('PUT', transfer, { login: 'boris' })).status, 204);
  assert.equal((await boris.get(`/rooms/${id}`)).body.offered_to, boris.id);
  assert.equal((await clara.get(`/rooms/${id}`)).body.offered_to, null);
  assert.equal((await anna.get(`/rooms/${id}`)).body.role, 'owner');
  assert.equal(await codeOf(clara.post(`${transfer}/accept`)), 'transfer_not_found');
  assert.equal((await boris.post(`${transfer}/accept`)).status, 204);
  assert.equal((await boris.get(`/rooms/${id}`)).body.role, 'owner');
  assert.equal((await anna.get(`/rooms/${id}`)).body.role, 'member');
  const roles = [
    { type: 'member-role', user_id: boris.id, room_id: id, role: 'owner' },
    { type: 'member-role', user_id: anna.id, room_id: id, role: null },
  ];
  assert.deepEqual(new Set(site.notices.slice(-2)), new Set(roles), 'in any order');
  const [entry] = (await boris.get(`/rooms/${id}/log`)).body.items;
  assert.deepEqual([entry.act, entry.actor.id, entry.user.id], ['handed_over', anna.id, boris.id]);
  assert.equal(await codeOf(boris.post(`${transfer}/accept`)), 'transfer_not_found', 'once');
  assert.equal((await anna.call('DELETE', `/rooms/${id}`)).status, 404);
});

test('a new owner writes again, unless an administrator has muted them', async () => {
  await site.superuser('clara');
  await clara.signIn('clara');
  const minute = { seconds: 600 };
  for (const [moderator, isLifted] of [
    [anna, true],
    [clara, false],
  ] as const) {
    const id = await newRoom(anna);
    assert.equal((await moderator.post(`/rooms/${id}/mutes`, { user_id: boris.id, ...minute })).status, 204);
    await anna.call('PUT', `/rooms/${id}/transfer`, { user_id: boris.id });
    assert.equal((await boris.post(`/rooms/${id}/transfer/accept`)).status, 204);
    const { token } = (await boris.post(`/rooms/${id}/token`)).body;
    assert.equal(claimsOf(token).muted_until === undefined, isLifted);
    const lifted = site.notices.some(
      (notice) => notice.type === 'member-muted' && notice.room_id === id && notice.until === null,
    );
    assert.equal(lifted, isLifted);
  }
});

test('an offer is taken back, declined, or replaced by another one', async () => {
  const id = await newRoom(anna);
  const transfer = `/rooms/${id}/transfer`;
  await anna.call('PUT', transfer, { user_id: boris.id });
  assert.equal(await codeOf(clara.call('DELETE', transfer)), 'transfer_not_found', 'a stranger to it');
  await anna.call('PUT', transfer, { user_id: clara.id });
  assert.equal(await codeOf(boris.post(`${transfer}/accept`)), 'transfer_not_found');
  assert.equal((await clara.call('DELETE', transfer)).status, 204);
  await anna.call('PUT', transfer, { user_id: boris.id });
  assert.equal((await anna.call('DELETE', transfer)).status, 204);
  assert.equal(await codeOf(boris.post(`${transfer}/accept`)), 'transfer_not_found');
});

test('a room is offered by its owner alone, to somebody who is there and not banned (row 71)', async () => {
  const id = await newRoom(anna);
  const offer = (program: typeof anna, input: object) =>
    codeOf(program.call('PUT', `/rooms/${id}/transfer`, input));
  assert.equal(await offer(boris, { user_id: boris.id }), 'permission_missing');
  assert.equal(await offer(anna, { user_id: anna.id }), 'own_account');
  assert.equal(await offer(anna, { login: 'ANNA' }), 'own_account');
  assert.equal(await offer(anna, { login: 'nobody' }), 'user_not_found');
  assert.equal(await offer(anna, {}), 'invalid_fields');
  assert.equal(await offer(anna, { user_id: boris.id }), undefined);
  await sql('insert into room_bans (room_id, user_id) values ($1, $2)', id, boris.id);
  assert.equal(await codeOf(boris.post(`/rooms/${id}/transfer/accept`)), 'transfer_not_found');
});

test('an owner who is banned or whose account is disabled hands nothing over (row 71)', async () => {
  const id = await newRoom(anna);
  const transfer = `/rooms/${id}/transfer`;
  const accept = () => codeOf(boris.post(`${transfer}/accept`));
  assert.equal((await anna.call('PUT', transfer, { login: 'boris' })).status, 204);
  await sql('update user_service set disabled_at = now() where user_id = $1', anna.id);
  assert.equal(await accept(), 'transfer_not_found');
  await sql('update user_service set disabled_at = null where user_id = $1', anna.id);
  await sql('insert into room_bans (room_id, user_id) values ($1, $2)', id, anna.id);
  assert.equal(await accept(), 'transfer_not_found');
  assert.equal(await codeOf(anna.call('PUT', transfer, { login: 'clara' })), 'permission_missing');
  await sql('delete from room_bans where room_id = $1', id);
  assert.equal(await accept(), undefined);
});

test('on the page of a room its owner does all of it, and whom it is offered to accepts there', async () => {
  const id = await newRoom(anna);
  const here = `/chat/${id}/settings`;
  const form = {
    name: `Veranda ${id}`,
    description: 'See www.example.org',
    visibility: 'listed',
    entry: 'everybody',
  };
  const saved = await annas.submit(here, here, form);
  assert.match((await annas.get(saved.location ?? '')).text, /role="status">Saved\./);
  const wrong = await annas.submit(here, here, { ...form, description: 'x'.repeat(301) });
  assert.equal(wrong.status, 400);
  assert.match(wrong.text, /longer than 300 characters/);
  const offered = await annas.submit(here, `/chat/${id}/transfer`, { login: 'boris' });
  assert.match((await annas.get(offered.location ?? '')).text, /You have offered the room to boris/);
  assert.match((await boriss.get(here)).text, /anna wants to hand/);
  const accepted = await boriss.submit(here, `/chat/${id}/transfer/accept`);
  assert.match((await boriss.get(accepted.location ?? '')).text, /The room is yours now/);
  assert.doesNotMatch((await annas.get(here)).text, /<textarea[^>]* name="description"/);
});
