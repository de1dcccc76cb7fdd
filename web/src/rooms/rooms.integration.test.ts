import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY } from '../../testing/holders.ts';
import { member } from '../../testing/visitor.ts';
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
  assert.match(taken.text, /id="name-error">There is a room with this name already/);
  assert.match(taken.text, /value="ЧАЙНАЯ КОМНАТА"/);
});

test('names of 1 to 100 characters are taken, whatever the characters', async () => {
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

test('a name that is blank, too long or unprintable is refused', async () => {
  for (const name of ['', '   ', '\u200b', 'x'.repeat(101), 'a\u0000b', 'a\u202eb', 'a\nb']) {
    assert.equal((await anna.submit('/', '/chat', { name })).status, 400, JSON.stringify(name));
  }
});

test('of two who take a name at the same moment, one gets it', async () => {
  const answers = await Promise.all(
    [anna, boris].map((each) => each.submit('/', '/chat', { name: 'Race for it' })),
  );
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [303, 409]);
});

test('deleting asks first; then the room is gone, and chat is told', async () => {
  const room = await anna.createRoom('Short-lived');
  const question = await anna.get(`/chat/${room}/delete`);
  assert.match(question.text, /The room “Short-lived” leaves all lists/);
  assert.equal((await anna.get(`/chat/${room}`)).status, 200);

  const { location } = await anna.submit(`/chat/${room}/delete`, `/chat/${room}/delete`);
  assert.match((await anna.get(location ?? '')).text, /role="status">The room is deleted/);
  assert.equal((await anna.get(`/chat/${room}`)).status, 404);
  await waitFor(() =>
    site.notices.some((notice) => notice.type === 'room-closed' && notice.room_id === room),
  );
});

test('somebody else’s room cannot be deleted, and looks as if it were not there', async () => {
  const room = await anna.createRoom('Not yours');
  assert.equal((await boris.get(`/chat/${room}/delete`)).status, 404);
  assert.equal((await boris.submit('/', `/chat/${room}/delete`)).status, 404);
  assert.equal((await anna.get(`/chat/${room}`)).status, 200);
  assert.ok(!JSON.stringify(site.notices).includes(room));
});

test('an unknown room is a 404 page, whatever stands for its id', async () => {
  for (const id of [NOBODY, 'x', '1', "'", '../../etc']) {
    const page = await anna.get(`/chat/${encodeURIComponent(id)}`);
    assert.equal(page.status, 404, id);
    assert.match(page.text, /Room not found/);
  }
});

test('strangers see no room, no search and no list', async () => {
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
