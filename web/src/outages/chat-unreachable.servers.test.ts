import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createLog } from '@lantern/service/log';
import { createClient } from 'redis';
import { startRedis } from '../../../testing/servers/redis.ts';
import { freshDatabase } from '../../testing/database.ts';
import { grant } from '../../testing/people/rights.ts';
import { member } from '../../testing/people/visitor.ts';
import { untilReady } from '../../testing/unavailable.ts';
import { serverParts, testSite } from '../../testing/website.ts';

const redis = await startRedis(['user web on >lamp ~* &* +@all']);
const url = Object.assign(new URL(redis.url), { username: 'web', password: 'lamp' }).href;
const databaseUrl = await freshDatabase(process.env.TEST_DATABASE_URL ?? '');
const parts = await serverParts(createLog('web', 'silent'), databaseUrl, url);
const site = await testSite({ parts });
after(async () => {
  await parts.close();
  await redis.stop();
});

const anna = site.program();
await anna.register('anna');
await site.superuser('anna');
await anna.signIn('anna');
const { id: borisId } = (await site.program().register('boris')).body;
const { id: claraId } = (await site.program().register('clara')).body;
const keeper = await member(site.visitor(), 'boris');

let rooms = 0;
const newRoom = async () => (await anna.post('/rooms', { name: `Kitchen ${++rooms}` })).body.id;
/** With it Clara, and she alone, may enter restricted rooms. */
const newRole = () => grant(anna, claraId, ['rooms.enter_restricted']);

const isBrowser = ({ kind }: { kind: string }) => kind === 'browser';

/** What the log has of notices that chat did not get, from here on. */
function warnings() {
  const from = site.log.length;
  return () =>
    site.log
      .slice(from)
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'chat could not be notified')
      .map(({ notice, ids, count, reason }) => [notice, ids, count, typeof reason]);
}

const WARNING = {
  en: 'Chat could not be notified: room connections that are open now will end within 10 minutes.',
  ru: 'Чат не удалось оповестить: соединения с комнатами, открытые сейчас, закроются в течение 10 минут.',
};

/** Has Redis refuse what is published, while it keeps sessions and limits. */
async function publishing(rule: '+publish' | '-publish'): Promise<void> {
  const administrator = createClient({ url: redis.url });
  await administrator.connect();
  await administrator.sendCommand(['ACL', 'SETUSER', 'web', rule]);
  administrator.destroy();
}

test('a page says what was done and that chat could not be told of it, in the reader’s language', async () => {
  const page = site.visitor();
  await page.signIn('anna');
  // Where she is signed in besides.
  await site.visitor().signIn('anna');
  const { items } = (await anna.get('/users/me/sessions')).body;
  const [own, restricted, deleted] = [await newRoom(), await newRoom(), await newRoom()];
  const right = { restriction: 'rooms.enter_restricted' };
  const acts: [path: (role: string) => string, done: RegExp, fields?: Record<string, string>][] = [
    [() => `/admin/people/${borisId}/sign-out`, /Signed out everywhere/],
    [() => `/admin/people/${borisId}/disable`, /The account was disabled/],
    [(role) => `/admin/people/${claraId}/roles/${role}/delete`, /The role was removed/],
    [(role) => `/admin/roles/${role}`, /It applies to everyone/, { name: 'Guests of honour' }],
    [(role) => `/admin/roles/${role}/delete`, /The role was deleted/],
    [() => `/admin/rooms/${restricted}/restriction`, /Only people with the permission/, right],
    [() => `/admin/rooms/${deleted}/delete`, /The room was deleted/],
    [() => `/chat/${own}/delete`, /The room was deleted/],
    [() => `/settings/sessions/${items.find(isBrowser).id}/end`, /The session was ended/],
  ];
  for (const [path, done, fields] of acts) {
    const role = await newRole();
    const warned = warnings();
    await publishing('-publish');
    const { location } = await page.submit('/', path(role), fields);
    await publishing('+publish');
    const { text } = await page.get(location ?? '');
    assert.match(text, done);
    assert.ok(text.includes(WARNING.en), String(done));
    assert.equal(warned().length, 1, String(done));
    await anna.call('DELETE', `/roles/${role}`);
  }
  assert.equal((await keeper.get('/settings')).status, 303, 'the changes are made');

  await anna.call('DELETE', `/users/${borisId}/disabled`);
  await page.submit('/', '/locale', { locale: 'ru' });
  await publishing('-publish');
  const { location } = await page.submit('/', `/admin/people/${borisId}/disable`);
  await publishing('+publish');
  const { text } = await page.get(location ?? '');
  assert.match(text, /<html lang="ru">/);
  assert.ok(text.includes(WARNING.ru));
  await anna.call('DELETE', `/users/${borisId}/disabled`);
  await page.submit('/', '/locale', { locale: 'en' });
});

test('who deletes their account is told when chat could not be told of it', async () => {
  const leaving = { email: 'dora@example.org', password: 'Four kettles & 1 cup' };
  const page = site.visitor();
  await page.submit('/signup', '/signup', leaving);
  await page.createRoom('The attic');
  const warned = warnings();
  await publishing('-publish');
  const { location } = await page.submit('/settings/delete', '/settings/delete', {
    current_password: leaving.password,
    understood: 'yes',
  });
  const { text } = await page.get(location ?? '');
  assert.match(text, /<h1>Your account was deleted<\/h1>/);
  assert.ok(text.includes(WARNING.en));
  assert.deepEqual(
    warned().map(([notice]) => notice),
    ['user-revocation', 'room-deleted'],
  );

  const program = site.program();
  await program.post('/auth/register', leaving);
  program.token = (await program.post('/auth/login', leaving)).body.token;
  const reply = await program.call('DELETE', '/users/me', { current_password: leaving.password });
  await publishing('+publish');
  assert.deepEqual([reply.status, reply.body], [200, { chat_notified: false }]);
});

test('a page that could tell chat does not warn', async () => {
  const page = site.visitor();
  await page.signIn('anna');
  const { location } = await page.submit('/', `/admin/people/${borisId}/sign-out`);
  const { text } = await page.get(location ?? '');
  assert.match(text, /Signed out everywhere/);
  assert.ok(!text.includes(WARNING.en));
});

test('while Redis is away a call makes its change and says that chat could not be told of it', async () => {
  const program = site.program();
  await program.signIn('clara');
  const [restricted, deleted] = [await newRoom(), await newRoom()];
  const [changed, kept] = [await newRole(), await grant(anna, claraId, ['people.view'])];
  await redis.halt();
  await untilReady(site, false);
  for (const [method, path, notice, id, body] of [
    ['PATCH', `/roles/${changed}`, 'user-revocation', claraId, { permissions: [] }],
    ['POST', `/users/${claraId}/sign-out`, 'user-revocation', claraId],
    ['PUT', `/users/${claraId}/disabled`, 'user-revocation', claraId],
    // It may be told of what it was not told of the first time.
    ['PUT', `/users/${claraId}/disabled`, 'user-revocation', claraId],
    [
      'PATCH',
      `/rooms/${restricted}`,
      'room-revocation',
      restricted,
      { restriction: 'rooms.enter_restricted' },
    ],
    ['DELETE', `/rooms/${deleted}`, 'room-deleted', deleted],
  ] as const) {
    const warned = warnings();
    const reply = await anna.call(method, path, body);
    assert.deepEqual([reply.status, reply.body], [200, { chat_notified: false }], `${method} ${path}`);
    assert.deepEqual(warned(), [[notice, [id], 1, 'string']], `${method} ${path}`);
  }
  const untold = warnings();
  for (const [method, path, body] of [
    ['PATCH', `/rooms/${restricted}`, { restriction: null }],
    ['PATCH', `/rooms/${restricted}`, { restriction: null }],
    ['DELETE', `/users/${claraId}/roles/${kept}`],
    ['DELETE', `/users/${claraId}/disabled`],
  ] as const)
    assert.equal((await anna.call(method, path, body)).status, 204, `${method} ${path} shuts nobody out`);
  assert.deepEqual(untold(), []);
  assert.equal((await program.get('/users/me')).body.code, 'token_revoked', 'the changes are made');
});
