import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY } from '../../testing/people/holders.ts';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const anna = await member(site.visitor(), 'anna');
const boris = await member(site.visitor(), 'boris');

const names = (html: string) =>
  [...html.matchAll(/class="room-name"[^>]*>([^<]*)</g)].map((match) => match[1]);

test('a new room is in my list, with its time, and in nobody else’s', async () => {
  const created = await anna.submit('/', '/chat', { name: '  Kettles and cups ' });
  assert.match(created.location ?? '', /^\/chat\/[0-9a-f-]{36}$/);
  const home = await anna.get('/');
  assert.ok(names(home.text).includes('Kettles and cups'));
  assert.match(home.text, /<time datetime="20\d\d-/);
  assert.ok(!names((await boris.get('/')).text).includes('Kettles and cups'));
});

test('names are unique without regard to case, in any alphabet', async () => {
  await anna.createRoom('Чайная комната');
  const taken = await boris.submit('/', '/chat', { name: 'ЧАЙНАЯ КОМНАТА' });
  assert.equal(taken.status, 409);
  assert.match(taken.text, /id="name-error">A room with this name already exists/);
  assert.match(taken.text, /value="ЧАЙНАЯ КОМНАТА"/);
});

test('names of 1 to 100 characters are accepted', async () => {
  for (const name of [
    'x',
    '🎉'.repeat(100),
    '%',
    '_',
    '{{7*7}}',
    '<b>bold</b>',
    "'); drop table rooms; --",
  ]) {
    assert.equal((await anna.submit('/', '/chat', { name })).status, 303, name);
  }
  const home = await anna.get('/');
  assert.ok(names(home.text).includes('{{7*7}}'));
  assert.ok(names(home.text).includes('&lt;b&gt;bold&lt;/b&gt;'), 'row 30: markup shows as text');
});

test('a name that shows nothing, is too long or cannot be shown is refused (row 53)', async () => {
  const nothing = [
    '',
    '   ',
    '\u200b',
    '\u2800',
    '\u3164',
    '\u{e0041}',
    '\u202e\u202c',
    '\ufe0f',
    '\u0301',
    '\u00ad',
  ];
  const unshowable = ['a\u0000b', 'a\ue000', 'a\uffff', 'a\u0378', 'a\u001b[2J'];
  for (const name of [...nothing, ...unshowable, 'x'.repeat(101), '\u200b'.repeat(3000)]) {
    assert.equal((await anna.submit('/', '/chat', { name })).status, 400, JSON.stringify(name));
  }
});

test('a name is shown without what cannot be seen, and with one space for any white space', async () => {
  for (const [typed, shown] of [
    ['\u202eThe\u00a0\u2003 bridge\n\u200bhouse\u2028', 'The bridge house'],
    ['👩\u200d🚀 crew', '👩\u200d🚀 crew'],
    ['خانه\u200cها', 'خانه\u200cها'],
  ] as const) {
    const made = await anna.submit('/', '/chat', { name: typed });
    assert.equal(made.status, 303);
    assert.ok(names((await anna.get('/')).text).includes(shown), shown);
  }
});

test('a name that looks like another room’s is taken (row 53)', async () => {
  await anna.createRoom('Клуб «Ёлка»');
  for (const name of [
    'КЛУБ «ЕЛКА»',
    'Kлуб "Елка"',
    'Клуб\u200b «Ёлка»',
    'Клуб\u3000«Ёлка\u034f»',
    'К\u0301луб «Е\u0308лка»',
  ])
    assert.equal((await boris.submit('/', '/chat', { name })).status, 409, JSON.stringify(name));
  for (const [one, other] of [
    ['İzmir ışık', 'IZMIR ISIK'],
    ['Café central', 'cafe central'],
    ['Ｌｉｇｈｔ house', 'light HOUSE'],
    ['Weißer Hof', 'WEISSER HOF'],
    ['Aurora', 'Аurоrа'],
  ] as const) {
    await anna.createRoom(one);
    assert.equal((await boris.submit('/', '/chat', { name: other })).status, 409, other);
  }
  await anna.createRoom('Мой двор');
  await boris.createRoom('Мои двор');
});

test('of two simultaneous rooms with one name one is created', async () => {
  const answers = await Promise.all(
    [anna, boris].map((each) => each.submit('/', '/chat', { name: 'Race for it' })),
  );
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [303, 409]);
});

test('deleting asks first, deletes the room, and notifies chat', async () => {
  const room = await anna.createRoom('Short-lived');
  const question = await anna.get(`/chat/${room}/delete`);
  assert.match(question.text, /The room “Short-lived” will disappear from lists/);
  assert.equal((await anna.get(`/chat/${room}`)).status, 200);

  const { location } = await anna.submit(`/chat/${room}/delete`, `/chat/${room}/delete`);
  assert.match((await anna.get(location ?? '')).text, /role="status">The room was deleted/);
  assert.equal((await anna.get(`/chat/${room}`)).status, 404);
  await waitFor(() =>
    site.notices.some((notice) => notice.type === 'room-deleted' && notice.room_id === room),
  );
});

test('a name that is written from the right keeps its direction to itself in a line of ours, and no other is marked', async () => {
  const hebrew = '\u05D7\u05D3\u05E8 12';
  for (const [name, shown] of [
    [hebrew, `\u2068${hebrew}\u2069`],
    ['Room № 12', 'Room № 12'],
  ] as const) {
    const room = await anna.createRoom(name);
    const { text } = await anna.get(`/chat/${room}/delete`);
    assert.ok(text.includes(`The room “${shown}” will disappear from lists`), name);
  }
});

test('somebody else’s room cannot be deleted, and looks as if it were not there', async () => {
  const room = await anna.createRoom('Not yours');
  assert.equal((await boris.get(`/chat/${room}/delete`)).status, 404);
  assert.equal((await boris.submit('/', `/chat/${room}/delete`)).status, 404);
  assert.equal((await anna.get(`/chat/${room}`)).status, 200);
  assert.ok(!JSON.stringify(site.notices).includes(room));
});

test('an unknown or invalid room id is a 404 page', async () => {
  for (const id of [NOBODY, 'x', '1', "'", '../../etc']) {
    const page = await anna.get(`/chat/${encodeURIComponent(id)}`);
    assert.equal(page.status, 404, id);
    assert.match(page.text, /Room not found/);
  }
});

test('a visitor sees no rooms, search or list', async () => {
  const room = await anna.createRoom('For members');
  for (const path of [`/chat/${room}`, '/search?q=members', `/chat/${room}/delete`]) {
    assert.equal((await site.visitor().get(path)).status, 303, path);
  }
  const stranger = site.visitor();
  for (const path of ['/chat', `/chat/${room}/delete`, `/chat/${room}/token`]) {
    assert.equal((await stranger.submit('/login', path)).status, 401, path);
  }
});

test('a long list goes on page by page, newest first', async () => {
  const clara = await member(site.visitor(), 'clara');
  for (let n = 1; n <= 45; n++) await clara.createRoom(`Clara ${String(n).padStart(2, '0')}`);
  const seen: (string | undefined)[] = [];
  let path: string | undefined = '/';
  while (path) {
    const page = await clara.get(path);
    seen.push(...names(page.text));
    path = /rel="next" href="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&');
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 45 }, (_, n) => `Clara ${String(45 - n).padStart(2, '0')}`),
  );
});

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
