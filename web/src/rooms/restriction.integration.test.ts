import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Permission } from '../../src/permissions.ts';
import { grant } from '../../testing/people/rights.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris, clara] = [site.program(), site.program(), site.program()];
const [{ id: borisId }, { id: claraId }] = [
  (await boris.register('boris')).body,
  (await clara.register('clara')).body,
];
await site.superuser('anna');
await site.enrol('clara');
const [annas, boriss, claras] = [site.visitor(), site.visitor(), site.visitor()];
for (const [program, visitor, name] of [
  [anna, annas, 'anna'],
  [boris, boriss, 'boris'],
  [clara, claras, 'clara'],
] as const) {
  await program.signIn(name);
  await visitor.signIn(name);
}

const RIGHT = 'rooms.enter_restricted';
const restricted = { restriction: RIGHT };
let names = 0;

/** A room of Anna's, who may everything. */
async function room(input: object = restricted): Promise<string> {
  const made = await anna.post('/rooms', { name: `Backstage ${names++}`, ...input });
  assert.equal(made.status, 201);
  return made.body.id;
}

/** Gives Clara these rights for as long as `use` takes. */
async function holding(rights: Permission[], use: () => Promise<void>): Promise<void> {
  const role = await grant(anna, claraId, rights);
  await use().finally(() => anna.call('DELETE', `/users/${claraId}/roles/${role}`));
}

const tokenFor = (program: typeof anna, id: string) => program.post(`/rooms/${id}/token`);
const readmitted = (id: string) =>
  site.notices.filter((notice) => notice.type === 'room-revocation' && notice.room_ids.includes(id));

test('only accounts with the permission can enter a restricted room (rows 27, 34)', async () => {
  const id = await room();
  for (const [path, reply] of [
    ['page', await boriss.get(`/chat/${id}`, { accept: 'application/json' })],
    [
      'page’s token',
      await boriss.request(`/chat/${id}/token`, {
        method: 'POST',
        headers: { accept: 'application/json', 'x-csrf-token': await boriss.token('/') },
      }),
    ],
  ] as const) {
    assert.equal(reply.status, 403, path);
    assert.equal(JSON.parse(reply.text).code, 'room_restricted', path);
  }
  const refused = await tokenFor(boris, id);
  assert.deepEqual([refused.status, refused.body.code], [403, 'room_restricted']);

  await holding([RIGHT], async () => {
    assert.equal((await tokenFor(clara, id)).status, 200);
    assert.match((await claras.get(`/chat/${id}`)).text, /id="chat"/);
  });
  assert.equal((await tokenFor(clara, id)).status, 403);
  assert.equal((await tokenFor(anna, id)).status, 200);
});

test('its page says why it is restricted, and how to get access', async () => {
  const id = await room({ name: 'For <b>friends</b>', ...restricted });
  const door = await boriss.get(`/chat/${id}`);
  assert.equal(door.status, 403);
  assert.match(door.text, /<h1>For &lt;b&gt;friends&lt;\/b&gt;<\/h1>/);
  assert.match(door.text, /need the permission “Enter restricted rooms”/);
  assert.match(door.text, /administrator of this server/);
  assert.doesNotMatch(door.text, /id="chat"/);
});

test('its owner needs the permission to enter, but not to delete it', async () => {
  let id = '';
  await holding([RIGHT], async () => {
    id = (await clara.post('/rooms', { name: 'Clara’s own', ...restricted })).body.id;
    assert.equal((await tokenFor(clara, id)).status, 200);
  });
  assert.equal((await tokenFor(clara, id)).status, 403);
  assert.equal((await claras.get(`/chat/${id}`)).status, 403);
  assert.equal((await clara.call('DELETE', `/rooms/${id}`)).status, 204);
});

test('creating a restricted room needs the permission (row 28)', async () => {
  const refused = await boris.post('/rooms', { name: 'Too early', ...restricted });
  assert.deepEqual([refused.status, refused.body.code], [403, 'permission_missing']);
  const form = await boriss.submit('/', '/chat', { name: 'Too early', ...restricted });
  assert.equal(form.status, 403);
  assert.match(form.text, /value="Too early"/);
  assert.doesNotMatch((await boriss.get('/')).text, /name="restriction"/);
  assert.deepEqual((await boris.get('/rooms?mine=true')).body.items, []);

  await holding([RIGHT], async () => {
    assert.match((await claras.get('/')).text, /type="checkbox" id="rooms.enter_restricted"/);
    const made = await claras.submit('/', '/chat', { name: 'Just in time', ...restricted });
    assert.equal(made.status, 303);
  });
  assert.equal((await claras.get(`/search?q=${encodeURIComponent('Just in time')}`)).status, 200);
});

test('an unknown restriction is refused (row 27)', async () => {
  for (const restriction of ['people.view', 'admin', '', 1, [RIGHT]]) {
    const { status, body } = await anna.post('/rooms', { name: 'Odd', restriction });
    assert.deepEqual([status, body.fields], [400, { restriction: 'invalid' }], String(restriction));
  }
  const id = await room();
  assert.equal((await anna.call('PATCH', `/rooms/${id}`, {})).status, 400);
  assert.equal((await anna.call('PATCH', `/rooms/${id}`, { ...restricted, owner: 'x' })).status, 400);
});

test('the mark stands in one’s list, the search, the administration, the room, and the API', async () => {
  const id = await room({ name: 'Night cinema', ...restricted });
  await site.connection.query(`update rooms set restriction_label = '18+' where id = $1`, [id]);
  for (const page of ['/', '/search?q=night%20cinema', '/admin/rooms', `/chat/${id}`]) {
    const { text } = await annas.get(page);
    assert.match(
      text,
      /class="room-restricted">\s*<svg aria-hidden="true".*?<\/svg>\s*Restricted · 18\+/s,
      page,
    );
  }
  const { items } = (await boris.get('/rooms?q=night%20cinema')).body;
  assert.deepEqual([items[0].restriction, items[0].restriction_label], [RIGHT, '18+']);
  await room({ name: 'Day cinema', restriction: null });
  assert.doesNotMatch((await annas.get('/search?q=day%20cinema')).text, /room-restricted/);
});

test('when a room becomes restricted, its members must enter it again (row 35)', async () => {
  const id = await room({});
  assert.equal((await tokenFor(boris, id)).status, 200);
  const change = (restriction: string | null) => anna.call('PATCH', `/rooms/${id}`, { restriction });
  assert.equal((await change(RIGHT)).status, 204);
  assert.equal(readmitted(id).length, 1);
  assert.equal((await tokenFor(boris, id)).status, 403);
  assert.equal((await change(RIGHT)).status, 204);
  assert.equal((await change(null)).status, 204);
  assert.equal(readmitted(id).length, 1);
  assert.equal((await tokenFor(boris, id)).status, 200);
});

test('restricting or opening a room needs the permission that it requires (row 28)', async () => {
  const [open, shut] = [await room({}), await room()];
  const change = async (id: string, restriction: string | null) =>
    (await clara.call('PATCH', `/rooms/${id}`, { restriction })).body?.code;
  assert.equal(await change(open, RIGHT), 'permission_missing');
  await holding(['rooms.delete_any', RIGHT], async () => {
    assert.equal(await change(open, RIGHT), 'permission_missing');
  });
  await holding(['rooms.restrict'], async () => {
    assert.equal(await change(open, RIGHT), 'rights_exceed_yours');
    assert.equal(await change(shut, null), 'rights_exceed_yours');
    assert.equal(await change('0197f000-0000-7000-8000-000000000000', null), 'room_not_found');
    const page = await claras.get(`/admin/rooms/${shut}/restriction`);
    assert.match(page.text, /so you can neither restrict this room nor open it/);
    const form = `/admin/rooms/${shut}/restriction`;
    assert.equal((await claras.submit('/', form, { restriction: '' })).status, 403);
  });
  await holding(['rooms.restrict', RIGHT], async () => {
    assert.equal(await change(open, RIGHT), undefined);
    assert.equal(await change(open, null), undefined);
  });
  assert.equal((await tokenFor(boris, shut)).status, 403);
});

test('on the page of an administrator, with the rights that they have, and into the log (row 41)', async () => {
  const id = await room({});
  const form = `/admin/rooms/${id}/restriction`;
  await holding(['rooms.restrict', RIGHT], async () => {
    const list = await claras.get('/admin/rooms');
    assert.match(list.text, new RegExp(`href="${form}"`));
    assert.doesNotMatch(list.text, new RegExp(`/admin/rooms/${id}/delete`));
    assert.equal((await claras.get(`/admin/rooms/${id}/delete`)).status, 403);
    assert.match((await claras.get(form)).text, /id="everybody" name="restriction" value="" checked/);
    const shut = await claras.submit(form, form, restricted);
    assert.match(
      (await claras.get(shut.location ?? '')).text,
      /role="status">Saved. Only people with the permission/,
    );
    assert.match((await claras.get(form)).text, /value="rooms.enter_restricted" checked/);
    const opened = await claras.submit(form, form, { restriction: '' });
    assert.match((await claras.get(opened.location ?? '')).text, /role="status">Saved. Everyone can enter/);
    assert.equal((await claras.submit(form, form, { restriction: 'people.view' })).status, 400);
  });
  const acts = site.log
    .map((line) => JSON.parse(line))
    .filter(({ act, room_id }) => act && room_id === id)
    .map(({ act, by }) => [act, by]);
  assert.deepEqual(acts, [
    ['room.restricted', claraId],
    ['room.opened', claraId],
  ]);
  assert.notEqual(borisId, claraId);
});

test('a program finds its rooms by their unique external_id', async () => {
  const [one, other] = [await room({}), await room({})];
  const name = (id: string) =>
    site.connection.query(`update rooms set external_id = 'film-1' where id = $1`, [id]);
  await name(one);
  await assert.rejects(name(other));
});
