import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 as uuid } from 'uuid';
import { type OpenSocket, startChat } from '../../testing/chat.ts';
import { claimsOf, headerOf, sign } from '../../testing/people/forger.ts';
import type { Program } from '../../testing/people/program.ts';
import { grant } from '../../testing/people/rights.ts';
import { until } from '../../testing/until.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const chat = await startChat(site);
const [anna, boris, clara] = [site.program(), site.program(), site.program()];
const annas = site.visitor();
const boriss = site.visitor();
await anna.register('anna');
const { id: borisId } = (await boris.register('boris')).body;
const { id: claraId } = (await clara.register('clara')).body;
await anna.signIn('anna');
await boris.signIn('boris');
await clara.signIn('clara');
await annas.signIn('anna');
await boriss.signIn('boris');

const sql = (text: string, ...values: unknown[]) => site.connection.query(text, values);

async function room(name: string, input: object = {}): Promise<string> {
  const { status, body } = await anna.post('/rooms', { name, ...input });
  assert.equal(status, 201);
  return body.id;
}

async function enter(program: Program, id: string): Promise<OpenSocket> {
  const { body } = await program.post(`/rooms/${id}/token`);
  const socket = await chat.enter(body.token);
  assert.ok(typeof socket === 'object', `refused with ${socket}`);
  return socket;
}

/** The names of a list of the home page, each with how many people the page says are there. */
async function listed(visitor: typeof annas, list: string): Promise<string[]> {
  const { text } = await visitor.get('/');
  const [, section = ''] = new RegExp(`data-list="${list}"[^>]*>(.*?)</section>`, 's').exec(text) ?? [];
  return [...section.matchAll(/<li class="room">(.*?)<\/li>/gs)].map(([, item = '']) => {
    const name = /class="room-name"[^>]*>([^<]*)</.exec(item)?.[1];
    return `${name}: ${/class="room-people[^"]*">([^<]*)</.exec(item)?.[1] ?? '?'}`;
  });
}

const live = async (program: Program) =>
  (await program.get('/rooms?live=true')).body.items.map((each: { id: string }) => each.id);
const peopleIn = async (program: Program, id: string) =>
  (await program.get('/rooms?mine=true')).body.items.find((each: { id: string }) => each.id === id)?.people;

test('the home page begins with where people are, the busiest room first', async () => {
  const [quiet, busy] = [await room('Quiet porch'), await room('Busy porch')];
  await until(async () => (await boriss.get('/')).text.includes('Nobody is in a room at the moment'));
  const sockets = [await enter(anna, busy), await enter(boris, busy), await enter(clara, quiet)];
  await until(async () => (await live(boris)).length === 2);
  assert.deepEqual(await listed(boriss, 'live'), ['Busy porch: 2 people now', 'Quiet porch: 1 person now']);
  assert.deepEqual(await listed(annas, 'mine'), ['Busy porch: 2 people now', 'Quiet porch: 1 person now']);
  assert.match((await boriss.get('/search?q=porch+')).text, /Type at least 6/);
  assert.match((await boriss.get('/search?q=busy+porch')).text, /2 people now/);
  for (const socket of sockets) socket.leave();
  await until(async () => (await live(boris)).length === 0);
  assert.deepEqual(await listed(annas, 'mine'), ['Busy porch: Nobody now', 'Quiet porch: Nobody now']);
});

test('one person with several tabs is counted once, and a count is right within 5 seconds', async () => {
  const id = await room('Counted hall');
  const sockets = [await enter(anna, id), await enter(anna, id), await enter(boris, id)];
  await until(async () => (await peopleIn(anna, id)) === 2, 5000);
  sockets[0]?.leave();
  sockets[2]?.leave();
  await until(async () => (await peopleIn(anna, id)) === 1, 5000);
  sockets[1]?.leave();
  await until(async () => (await peopleIn(anna, id)) === 0, 5000);
});

test('an unlisted room and a room for members are shown to those who belong to them, counts included (row 65)', async () => {
  const unlisted = await room('Hidden cellar', { visibility: 'unlisted' });
  const members = await room('Hidden attic', { entry: 'members' });
  await sql(
    'insert into room_members (room_id, user_id, role) values ($1, $2, $3)',
    members,
    borisId,
    'member',
  );
  const sockets = [await enter(anna, unlisted), await enter(boris, unlisted), await enter(anna, members)];
  await until(async () => (await live(anna)).length === 2);
  assert.deepEqual((await live(anna)).toSorted(), [unlisted, members].toSorted());
  assert.deepEqual(await live(boris), [members]);
  assert.deepEqual(await live(clara), []);
  for (const [program, found] of [
    [anna, 2],
    [boris, 1],
    [clara, 0],
  ] as const) {
    assert.equal((await program.get('/rooms?q=hidden+')).body.found?.count ?? 0, found);
    assert.equal((await program.get('/rooms?q=hidden')).body.found.count, found);
  }
  assert.ok((await listed(boriss, 'mine')).includes('Hidden attic: 1 person now'));
  assert.doesNotMatch((await boriss.get('/')).text, /Hidden cellar/);
  // Whoever has the link knows the room already.
  assert.equal((await boris.call('PUT', `/rooms/${unlisted}/star`)).status, 204);
  assert.deepEqual(await listed(boriss, 'starred'), ['Hidden cellar: 2 people now']);
  await sql(`update rooms set entry = 'members' where id = $1`, unlisted);
  assert.deepEqual(await listed(boriss, 'starred'), []);
  for (const socket of sockets) socket.leave();
});

test('a hundred hidden rooms, busier than any other, do not keep a listed one from those who look for company', async (t) => {
  await until(async () => (await live(boris)).length === 0);
  const open = await room('Open porch');
  const { token } = (await anna.post(`/rooms/${open}/token`)).body;
  const sockets = [await chat.enter(token)];
  t.after(() => {
    for (const socket of sockets) if (typeof socket === 'object') socket.leave();
  });
  for (let number = 0; number < 100; number += 1) {
    const id = uuid();
    await sql(
      `insert into rooms (id, name, search_key, owner_id, visibility) values ($1::text::uuid, $1::text, $1::text, (select owner_id from rooms where id = $2), 'unlisted')`,
      id,
      open,
    );
    const claims = { ...claimsOf(token), sub: uuid(), room: id, room_id: id };
    sockets.push(await chat.enter(await sign(claims, headerOf(token), site.signingKeys.current.key)));
  }
  assert.ok(sockets.every((socket) => typeof socket === 'object'));
  await until(async () => (await live(boris)).length > 0 && (await live(anna)).length === 50);
  assert.deepEqual(await live(boris), [open]);
  assert.deepEqual(await listed(boriss, 'live'), ['Open porch: 1 person now']);
});

test('how many people are in a restricted room is told to those who may enter it (row 66)', async () => {
  await site.superuser('anna');
  await anna.signIn('anna');
  const id = await room('Members’ bar', { restriction: 'rooms.enter_restricted' });
  const socket = await enter(anna, id);
  await until(async () => (await live(anna)).includes(id));
  assert.ok(!(await live(boris)).includes(id));
  const [found] = (await boris.get(`/rooms?q=${encodeURIComponent('Members’ bar')}`)).body.items;
  assert.deepEqual([found.id, found.people], [id, null]);
  await grant(anna, claraId, ['rooms.enter_restricted']);
  await until(async () => (await live(clara)).includes(id));
  assert.ok(!(await live(boris)).includes(id));
  const { url } = (await anna.post(`/rooms/${id}/invites`, {})).body;
  const { pathname } = new URL(url);
  const told = await site.program().post('/invites/look', { token: pathname.split('/').at(-1) });
  assert.deepEqual([told.body.room.id, told.body.room.people], [id, null]);
  assert.doesNotMatch((await site.visitor().get(pathname)).text, /1 person/);
  socket.leave();
});

test('the lists alone are answered with 304 while nothing has changed', async () => {
  await until(async () => (await live(anna)).length === 0);
  const id = await room('Fresh paint');
  const ask = (tag = '') => boriss.get('/home/lists', tag ? { 'if-none-match': tag } : {});
  const first = await ask();
  const tag = first.headers.get('etag') ?? '';
  assert.equal(first.status, 200);
  assert.doesNotMatch(first.text, /<html|_csrf/);
  const same = await ask(tag);
  assert.deepEqual([same.status, same.text], [304, '']);
  const socket = await enter(anna, id);
  await until(async () => (await ask(tag)).text.includes('Fresh paint'));
  socket.leave();
});

test('a hidden room is in no list or search of a member who is banned from it, until the ban ends (row 118)', async () => {
  const members = await room('Concealed loft', { entry: 'members', visibility: 'unlisted' });
  const unlisted = await room('Concealed vault', { visibility: 'unlisted' });
  const open = await room('Concealed porch');
  const invite = (await anna.post(`/rooms/${members}/invites`, {})).body.url.split('/').at(-1);
  assert.equal((await boris.post('/invites/accept', { token: invite })).status, 200);
  for (const id of [members, unlisted, open]) await boris.call('PUT', `/rooms/${id}/star`);
  const sockets = [await enter(anna, members), await enter(anna, unlisted)];
  await until(async () => (await live(anna)).length === 2);
  const seen = async () => {
    const [mine, starred, searched, now] = await Promise.all(
      ['mine=true', 'starred=true', 'q=concealed', 'live=true'].map((query) => boris.get(`/rooms?${query}`)),
    );
    const text = JSON.stringify([mine, starred, searched, now].map((reply) => reply?.body.items));
    return [members, unlisted, open].map((id) => text.includes(id));
  };
  assert.deepEqual(await seen(), [true, true, true]);
  const ban = { user_id: borisId, seconds: null };
  for (const id of [members, unlisted, open])
    assert.equal((await anna.post(`/rooms/${id}/bans`, ban)).status, 204);
  assert.deepEqual(await seen(), [false, false, true]);
  assert.doesNotMatch((await boriss.get('/')).text, /Concealed (loft|vault)/);
  await boris.call('DELETE', `/rooms/${unlisted}/star`);
  assert.equal((await boris.call('PUT', `/rooms/${unlisted}/star`)).status, 404);
  await anna.call('DELETE', `/rooms/${members}/bans/${borisId}`);
  assert.deepEqual(await seen(), [true, false, true]);
  for (const socket of sockets) socket.leave();
});

test('a taken name leads to the room that has it, if that may be shown (row 67)', async () => {
  const open = await room('Taken teapot');
  const hidden = await room('Taken kettle', { visibility: 'unlisted' });
  const [one, other] = [
    await boris.post('/rooms', { name: 'TAKEN teapot' }),
    await boris.post('/rooms', { name: 'Taken kettle' }),
  ];
  assert.deepEqual([one.status, one.body.code, one.body.room_id], [409, 'room_name_taken', open]);
  assert.deepEqual([other.status, other.body.code, other.body.room_id], [409, 'room_name_taken', undefined]);
  const page = await boriss.submit('/', '/chat', { name: 'Taken teapot' });
  assert.equal(page.status, 409);
  assert.match(page.text, new RegExp(`href="/chat/${open}">Go to the room with this name`));
  const silent = await boriss.submit('/', '/chat', { name: 'Taken kettle' });
  assert.equal(silent.status, 409);
  assert.doesNotMatch(silent.text, new RegExp(hidden));
  assert.equal((await anna.post('/rooms', { name: 'Taken kettle' })).body.room_id, hidden);
});
