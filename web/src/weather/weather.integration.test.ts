import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { WeatherServer } from '../../testing/outside/weather-server.ts';
import { testSite } from '../../testing/website.ts';
import { knownLocale, type Locale } from '../locales/locales.ts';

const provider = new WeatherServer();
const weatherVariables = await provider.start();
const site = await testSite({ weatherVariables });
const anna = site.program();
await anna.register('anna');
await anna.signIn('anna');
const ask = (city: string, locale = 'en') =>
  anna.get(`/weather?city=${encodeURIComponent(city)}`, { 'accept-language': locale });

beforeEach(() => {
  provider.asked.length = 0;
  provider.instead = undefined;
  provider.gate = async () => {};
});

test('the weather is in °C and in the reader’s language', async () => {
  const english = await ask('Moscow');
  assert.equal(english.status, 200);
  assert.deepEqual(english.body, {
    city: 'Moscow',
    country: 'RU',
    temperature: -3.3,
    feels_like: -7.6,
    description: 'light snow',
    humidity: 81,
    wind_speed: 4.1,
    observed_at: '2026-11-21T08:40:00.000Z',
  });
  const russian = await ask('Москва', 'ru');
  assert.deepEqual([russian.body.city, russian.body.description], ['Москва', 'небольшой снег']);
  assert.deepEqual(
    provider.asked.map(({ q, units, lang }) => [q, units, lang]),
    [
      ['moscow', 'metric', 'en'],
      ['москва', 'metric', 'ru'],
    ],
  );
});

test('a city and its country tell two of one name apart', async () => {
  assert.equal((await ask('Paris,US')).body.country, 'US');
  assert.equal((await ask('Paris')).body.country, 'FR');
});

test('an unknown city is 404, in the reader’s language', async () => {
  for (const [locale, detail] of [
    ['ru', 'Город не найден'],
    ['en', 'City not found'],
  ] as const) {
    const { status, body } = await ask('Китеж-на-дне', locale);
    assert.deepEqual([status, body.code, body.detail], [404, 'city_not_found', detail]);
  }
  assert.equal((await ask(', ,')).body.code, 'city_not_found');
});

test('an empty, missing, repeated or overlong city is an error at its field', async () => {
  const long = 'x'.repeat(101);
  for (const [query, rule] of [
    ['', 'required'],
    ['?city=', 'required'],
    ['?city=%20%20', 'required'],
    ['?city=a&city=b', 'required'],
    [`?city=${long}`, 'city_too_long'],
  ]) {
    const { status, body } = await anna.get(`/weather${query}`);
    assert.deepEqual([status, body.code, body.fields], [400, 'invalid_fields', { city: rule }], query);
  }
  assert.deepEqual((await anna.get('/weather?city=Moscow&lang=de')).body.fields, { lang: 'unknown' });
  assert.equal(provider.asked.length, 0);
});

test('simultaneous requests for one city, in any spelling, are one call', async () => {
  const opened = Promise.withResolvers<void>();
  provider.gate = () => opened.promise;
  const spellings = ['London', 'london', ' LONDON ', 'lOndon'];
  const replies = Array.from({ length: 20 }, (_, n) => ask(spellings[n % 4] ?? ''));
  while (provider.asked.length === 0) await new Promise(setImmediate);
  opened.resolve();
  for (const { body } of await Promise.all(replies)) assert.equal(body.temperature, 11);
  await ask('London');
  assert.equal(provider.asked.length, 1);
});

test('all processes share an answer, also of an unknown city', async () => {
  const replica = await testSite({ parts: site.parts, weatherVariables });
  const program = replica.program();
  program.token = anna.token;
  await ask('Paris,FR');
  await ask('Nowhere-on-Sea');
  const known = await program.get('/weather?city=paris,fr');
  const unknown = await program.get('/weather?city=nowhere-on-sea');
  assert.deepEqual([known.status, unknown.status], [200, 404]);
  assert.equal(provider.asked.length, 2);
  await replica.stop();
});

test('nothing of a city reaches another address than the provider’s (row 31)', async () => {
  const clara = site.program();
  await clara.register('clara');
  await clara.signIn('clara');
  const hostile = [
    '@127.0.0.1:6379/',
    '../../admin',
    '/../../etc/passwd',
    'http://169.254.169.254/latest/meta-data',
    'Moscow&appid=mine&lang=de',
    'Moscow#@evil.example',
    'Moscow\r\nHost: evil.example',
    '?mode=xml',
  ];
  for (const city of hostile) {
    const { status } = await clara.get(`/weather?city=${encodeURIComponent(city)}`);
    assert.equal(status, 404, city);
    const { q, ...others } = provider.asked.at(-1) ?? {};
    assert.equal(q, city.replace(/\s+/g, ' ').toLowerCase());
    assert.deepEqual(others, { path: '/data/2.5/weather', units: 'metric', lang: 'en', appid: provider.key });
  }
});

test('any city reaches the provider as one value (row 31)', async () => {
  const ru = knownLocale('ru') as Locale;
  const { openWeather } = await import('./open-weather-map.ts');
  const { createLog } = await import('@lantern/service/log');
  const look = openWeather(weatherVariables, createLog('test', 'silent'));
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }), async (city) => {
      await look?.(city, ru);
      const { q, ...others } = provider.asked.at(-1) ?? {};
      assert.equal(q, city.toWellFormed());
      assert.deepEqual(others, {
        path: '/data/2.5/weather',
        units: 'metric',
        lang: 'ru',
        appid: provider.key,
      });
    }),
    { numRuns: 50 },
  );
});

test('the weather needs a sign-in and is limited per minute', async () => {
  assert.equal((await site.program().get('/weather?city=Moscow')).body.code, 'token_missing');
  const strict = await testSite({ weatherVariables, rateLimitFactor: 0.1 });
  const boris = strict.program();
  await boris.register('boris');
  await boris.signIn('boris');
  for (let n = 0; n < 2; n++) assert.equal((await boris.get('/weather?city=Moscow')).status, 200);
  const { id } = (await boris.post('/rooms', { name: 'The kitchen' })).body;
  const inRoom = Object.assign(strict.program(), {
    token: (await boris.post(`/rooms/${id}/token`)).body.token,
  });
  const asked = await inRoom.post('/commands', { text: '/weather Moscow' });
  assert.equal(asked.body.kind, 'answer', 'asked in a room it counts as well');
  const { status, body, headers } = await boris.get('/weather?city=Moscow');
  assert.deepEqual([status, body.code], [429, 'too_many_requests']);
  assert.ok(Number(headers.get('retry-after')) <= 60);
});

test('the log contains neither the city nor the key (row 41)', async () => {
  const lines = site.log.join('');
  assert.ok(lines.length > 0);
  for (const secret of [provider.key, 'appid', 'Китеж', 'китеж', 'nowhere-on-sea'])
    assert.ok(!lines.includes(secret), secret);
});
