import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ROOM_TOKEN } from '@lantern/chat/protocol';
import { WeatherServer } from '../../testing/outside/weather-server.ts';
import { claimsOf, headerOf, sign, unsigned } from '../../testing/people/forger.ts';
import type { PersonName } from '../../testing/people/people.ts';
import type { Program } from '../../testing/people/program.ts';
import { type TestSite, testSite } from '../../testing/website.ts';

const provider = new WeatherServer();
const weatherVariables = await provider.start();
const site = await testSite({ weatherVariables });
const anna = site.program();
await anna.register('anna');
await anna.signIn('anna');
const { body: room } = await anna.post('/rooms', { name: 'Комната с командами' });

beforeEach(() => {
  provider.asked.length = 0;
});

/** Somebody's program with a room token of theirs. */
async function inRoom(program: Program, locale = 'en', at: TestSite = site): Promise<Program> {
  const headers = { 'accept-language': locale };
  const { status, body } = await program.post(`/rooms/${room.id}/token`, undefined, headers);
  assert.equal(status, 200);
  const own = at.program();
  own.token = body.token;
  return own;
}
const run = (program: Program, text: string, people?: object) =>
  program.post('/commands', { text, ...(people && { people }) });

test('/weather shows temperature and description in the language of the author’s page', async () => {
  const russian = await run(await inRoom(anna, 'ru'), '/weather Москва');
  assert.equal(russian.status, 200);
  assert.equal(russian.body.kind, 'answer');
  assert.equal(
    russian.body.text,
    'Москва, Россия: −3\u00A0°C, небольшой снег\nОщущается как −8\u00A0°C · ветер 4\u00A0м/с · влажность 81\u00A0%',
  );
  const english = await run(await inRoom(anna), '/WEATHER  paris,us');
  assert.equal(
    english.body.text,
    'Paris, United States: 31\u00A0°C, clear sky\nFeels like 27\u00A0°C · wind 4\u00A0m/s · humidity 81%',
  );
});

test('an unknown or very long city is an error in the same language', async () => {
  for (const city of ['Китеж', 'x'.repeat(200), '@127.0.0.1/../admin']) {
    const { status, body } = await run(await inRoom(anna, 'ru'), `/weather ${city}`);
    assert.deepEqual([status, body.code, body.detail], [404, 'city_not_found', 'Город не найден']);
  }
});

test('/help lists all commands for its author only', async () => {
  const { body } = await run(await inRoom(anna), '/help');
  assert.equal(body.kind, 'private');
  assert.deepEqual(
    body.text.split('\n').map((line: string) => line.split(':')[0]),
    [
      '/help',
      '/me what you are doing',
      '/weather city',
      '/who',
      'To send text that begins with a slash and a word, type two slashes',
    ],
  );
});

test('without weather, /weather is not offered and returns an error', async () => {
  const bare = await testSite();
  const boris = bare.program();
  await boris.register('boris');
  await boris.signIn('boris');
  const { id } = (await boris.post('/rooms', { name: 'Without weather' })).body;
  const own = bare.program();
  own.token = (await boris.post(`/rooms/${id}/token`)).body.token;
  assert.doesNotMatch((await run(own, '/help')).body.text, /weather/);
  assert.equal((await run(own, '/weather Paris')).body.code, 'weather_not_configured');
  const visitor = bare.visitor();
  await visitor.signIn('boris');
  const page = await visitor.get(`/chat/${id}`);
  assert.match(page.text, /data-name="who"/);
  assert.doesNotMatch(page.text, /data-name="weather"/);
});

test('a command without its arguments shows its usage', async () => {
  const { body } = await run(await inRoom(anna), '/weather');
  assert.deepEqual(body, { kind: 'private', text: '/weather city: the current weather in a city' });
  for (const words of ['', ' ', '\u200b', '\u2800\u3164', '\u202e'])
    assert.equal((await run(await inRoom(anna), `/me ${words}`)).body.kind, 'private', words);
});

test('/me is an action, with markup as text', async () => {
  const { body } = await run(await inRoom(anna), '/me машет <b>рукой</b>\nдважды');
  assert.deepEqual(body, { kind: 'action', text: 'машет <b>рукой</b>\nдважды' });
});

test('/who lists the members that chat sends, and right-to-left names do not reorder others', async () => {
  const own = await inRoom(anna);
  const few = await run(own, '/who', { names: ['Anna', 'Борис'], count: 2 });
  assert.deepEqual(few.body, { kind: 'private', text: '2 people are here now: Anna and Борис' });
  const crowd = await run(await inRoom(anna, 'ru'), '/who', { names: ['Anna', 'Борис'], count: 7 });
  assert.equal(crowd.body.text, 'Сейчас здесь 7 человек: Anna, Борис и ещё 5 человек');
  const names = ['\u05D3\u05E0\u05D4 1', '\u0645\u0631\u064A\u0645', 'Anna'];
  const { body } = await run(own, '/who', { names, count: 3 });
  assert.equal(
    body.text,
    `3 people are here now: \u2068${names[0]}\u2069, \u2068${names[1]}\u2069, and Anna`,
  );
});

test('an unknown command is 404, an invalid request 400', async () => {
  const own = await inRoom(anna);
  for (const text of [
    '/dance',
    '/погода Москва',
    'hello',
    '',
    '/',
    '//weather',
    '/__proto__',
    '/constructor',
  ])
    assert.equal((await run(own, text)).body.code, 'command_unknown', text);
  for (const body of [
    {},
    { text: 1 },
    { text: 'x'.repeat(4001) },
    { text: '/who', from: 'Boris' },
    { text: '/who', people: { names: Array(51).fill('x'), count: 51 } },
    { text: '/who', people: { names: ['x'.repeat(401)], count: 1 } },
    { text: '/who', people: { names: [], count: -1 } },
  ])
    assert.equal((await own.post('/commands', body)).body.code, 'invalid_fields', JSON.stringify(body));
});

test('a room token works for commands only, and commands accept only room tokens (row 18)', async () => {
  const own = await inRoom(anna);
  assert.equal((await run(own, '/help')).status, 200);
  for (const path of ['/users/me', '/rooms?mine=true', '/weather?city=Moscow'])
    assert.equal((await own.get(path)).body.code, 'token_invalid', path);
  assert.equal((await own.post(`/rooms/${room.id}/token`)).body.code, 'token_invalid');
  const { body: unfinished } = await site.program().post('/auth/login', {});
  assert.equal(unfinished.code, 'invalid_fields');
  for (const [token, code] of [
    ['', 'token_missing'],
    ['garbage', 'token_invalid'],
    [anna.token, 'token_invalid'],
    [anna.refreshToken, 'token_invalid'],
  ] as const) {
    const other = site.program();
    other.token = token;
    const { status, body, headers } = await run(other, '/help');
    assert.deepEqual([status, body.code], [401, code]);
    assert.match(headers.get('www-authenticate') ?? '', /^Bearer/);
  }
});

test('a session cookie or another site’s form cannot run commands', async () => {
  const visitor = site.visitor();
  await visitor.signIn('anna');
  const { status, text } = await visitor.request('/commands', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: '/help' }),
  });
  assert.deepEqual([status, JSON.parse(text).code], [401, 'token_missing']);
  const form = await (await inRoom(anna)).post('/commands', '{"text":"/help"}', {
    'content-type': 'text/plain',
  });
  assert.equal(form.status, 415);
});

test('a forged, altered, expired or foreign room token is 401 (row 17)', async () => {
  const { token } = await inRoom(anna);
  const { kid, key } = site.signingKeys.current;
  const [claims, header] = [claimsOf(token), { ...headerOf(token), kid }];
  const cases = [
    [unsigned(claims, { ...header, alg: 'none' }), 'token_signature'],
    [`${token.slice(0, -8)}AAAAAAAA`, 'token_signature'],
    [await sign({ ...claims, iat: 1, exp: 2 }, header, key), 'token_expired'],
    [await sign({ ...claims, aud: 'lantern-api' }, header, key), 'token_invalid'],
    [await sign({ ...claims, iss: 'elsewhere' }, header, key), 'token_invalid'],
    [await sign(claims, { ...header, typ: 'at+jwt' }, key), 'token_invalid'],
    [await sign({ ...claims, sub: undefined }, header, key), 'token_invalid'],
    [await sign({ ...claims, epoch: undefined }, header, key), 'token_invalid'],
  ] as const;
  assert.equal(claims.aud, ROOM_TOKEN.audience);
  for (const [forged, code] of cases) {
    const program = site.program();
    program.token = forged;
    const { status, body } = await run(program, '/help');
    assert.deepEqual([status, body.code], [401, code]);
  }
});

test('after signing out everywhere or being disabled, an old room token runs no commands (row 12)', async () => {
  const people: [PersonName, (program: Program) => Promise<unknown>][] = [
    ['boris', (program) => program.post('/auth/logout-everywhere')],
    [
      'clara',
      () =>
        site.connection.query(
          `update user_service set disabled_at = now() from users where users.id = user_id and login = 'clara'`,
        ),
    ],
  ];
  for (const [name, end] of people) {
    const program = site.program();
    await program.register(name);
    await program.signIn(name);
    const own = await inRoom(program);
    assert.equal((await run(own, '/help')).status, 200);
    await end(program);
    const { status, body } = await run(own, '/help');
    assert.deepEqual([status, body.code], [401, 'token_revoked']);
  }
});

test('a command has the same result in one process as over HTTP', async () => {
  const { token } = await inRoom(anna, 'ru');
  const ask = (text: string) => site.runCommand(token, { text });
  assert.deepEqual(await ask('/me пьёт чай'), { kind: 'action', text: 'пьёт чай' });
  assert.deepEqual(await ask('/weather Китеж'), {
    kind: 'failed',
    reason: 'city_not_found',
    detail: 'Город не найден',
  });
  const stranger = await site.runCommand(anna.token, { text: '/help' });
  assert.deepEqual([stranger.kind, 'reason' in stranger && stranger.reason], ['failed', 'token_invalid']);
});

test('an account may run a limited number of commands a minute', async () => {
  const strict = await testSite({ parts: site.parts, rateLimitFactor: 0.1 });
  const own = strict.program();
  own.token = (await inRoom(anna)).token;
  const statuses: number[] = [];
  for (let n = 0; n < 10; n++) statuses.push((await run(own, '/help')).status);
  assert.ok(statuses.includes(429), statuses.join());
  assert.equal(statuses.at(-1), 429);
  await strict.stop();
});

test('the log contains nothing of a command (row 41)', () => {
  const lines = site.log.join('');
  assert.match(lines, /"path":"\/commands"/);
  assert.doesNotMatch(lines, /Китеж|китеж|машет|чай|dance|eyJ/);
});
