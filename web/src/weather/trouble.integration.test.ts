import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { WeatherServer } from '../../testing/outside/weather-server.ts';
import { testSite } from '../../testing/website.ts';

const provider = new WeatherServer();
const weatherVariables = await provider.start();
const site = await testSite({ weatherVariables });
const anna = site.program();
await anna.register('anna');
await anna.signIn('anna');
const impatient = await testSite({ weatherVariables, weatherWithin: 300 });
const clara = impatient.program();
await clara.register('clara');
await clara.signIn('clara');
/** A failure is remembered for a few seconds, so each test has a city of its own. */
let cities = 0;
const another = () => `Harbour ${++cities}`;
const ask = (city = another(), who = anna) => who.get(`/weather?city=${encodeURIComponent(city)}`);

afterEach(() => {
  provider.instead = undefined;
  provider.gate = async () => {};
});

const json = (body: string) => (response: ServerResponse) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(body);

const UNREADABLE: Record<string, (response: ServerResponse) => void> = {
  'a page': (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hello</h1>'),
  nothing: json(''),
  'half an answer': json('{"name":"Moscow","main":{"temp":'),
  'another shape': json('{"name":"Moscow","main":{"temp":"warm"},"weather":[]}'),
  'no description': json('{"name":"Moscow","main":{"temp":1},"weather":[{"description":" "}]}'),
  'a number beyond numbers': json('{"name":"M","main":{"temp":1e999},"weather":[{"description":"x"}]}'),
  'a very long name': json(
    JSON.stringify({ name: 'x'.repeat(5000), main: { temp: 1 }, weather: [{ description: 'x' }] }),
  ),
  'an answer without end': json(`{"name":"${'x'.repeat(200_000)}"}`),
  'a gzip bomb': (response) =>
    response
      .writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' })
      .end(gzipSync(Buffer.alloc(20_000_000, ' '))),
  'a connection cut off': (response) => {
    response.writeHead(200, { 'content-length': 1000 }).write('{"name":');
    response.destroy();
  },
};

for (const [what, answer] of Object.entries(UNREADABLE)) {
  test(`where weather was expected, ${what} is 503 (row 31)`, async () => {
    provider.instead = answer;
    const { status, body } = await ask();
    assert.deepEqual([status, body.code], [503, 'weather_unavailable']);
  });
}

test('a refused key, a used up plan and a broken provider have codes of their own (row 31)', async () => {
  for (const [answer, code, again] of [
    [401, 'weather_key_refused', '600'],
    [429, 'weather_over_quota', '60'],
    [500, 'weather_unavailable', '5'],
  ] as const) {
    provider.refuse(answer);
    const { status, body, headers } = await ask();
    assert.deepEqual([status, body.code, headers.get('retry-after')], [503, code, again]);
  }
});

test('a provider that keeps silent, or stops in the middle, is waited for so long and no longer (row 31)', async () => {
  const silent = Promise.withResolvers<void>();
  provider.gate = () => silent.promise;
  assert.equal((await ask(another(), clara)).body.code, 'weather_unavailable');
  silent.resolve();
  provider.instead = (response) => void response.writeHead(200, { 'content-length': 1000 }).write('{');
  assert.equal((await ask(another(), clara)).body.code, 'weather_unavailable');
});

test('a redirect is not followed, wherever it leads (row 31)', async () => {
  const reached: string[] = [];
  const inside = createServer(({ url = '' }, response) => {
    reached.push(url);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(inside, 'listening');
  after(() => void inside.close());
  const { port } = inside.address() as AddressInfo;
  for (const status of [301, 302, 303, 307, 308]) {
    provider.instead = (response) =>
      void response.writeHead(status, { location: `http://127.0.0.1:${port}/` }).end();
    assert.equal((await ask()).body.code, 'weather_unavailable');
  }
  assert.deepEqual(reached, []);
});

test('a failure is not asked for again at once, and is over soon after', async () => {
  const city = another();
  provider.refuse(500);
  const before = provider.asked.length;
  for (let n = 0; n < 5; n++) assert.equal((await ask(city)).status, 503);
  assert.equal(provider.asked.length, before + 1);
});

test('an answer with only the required fields is accepted', async () => {
  provider.instead = json('{"name":"Moscow","main":{"temp":-0.04},"weather":[{"description":"fog"}]}');
  const { body } = await ask();
  assert.deepEqual(body, {
    city: 'Moscow',
    country: null,
    temperature: 0,
    feels_like: null,
    description: 'fog',
    humidity: null,
    wind_speed: null,
    observed_at: null,
  });
});

test('a provider that is down is 503, and everything else goes on (row 31)', async () => {
  const gone = new WeatherServer();
  const variables = await gone.start();
  await gone.stop();
  const own = await testSite({ weatherVariables: variables });
  const boris = own.program();
  await boris.register('boris');
  await boris.signIn('boris');
  assert.equal((await boris.get('/weather?city=Moscow')).body.code, 'weather_unavailable');
  assert.equal((await boris.get('/users/me')).status, 200);
  assert.match(own.log.join(''), /"reason":"ECONNREFUSED".*OpenWeatherMap gave no weather/);
});

test('without a key the answer says what to set, and not to come back', async () => {
  const own = await testSite();
  const boris = own.program();
  await boris.register('boris');
  await boris.signIn('boris');
  const { status, body, headers } = await boris.get('/weather?city=Moscow');
  assert.deepEqual([status, body.code, headers.get('retry-after')], [503, 'weather_not_configured', null]);
  assert.match(body.detail, /OPENWEATHERMAP_API_KEY/);
});

test('failures are in the log with a reason, and without the key or the city (row 41)', () => {
  const lines = [...site.log, ...impatient.log].join('');
  for (const reason of ['timeout', 'unreadable', '"status":401', '"status":429', '"status":302'])
    assert.match(lines, new RegExp(reason, 'i'), reason);
  for (const secret of [provider.key, 'appid', 'Harbour', 'harbour'])
    assert.ok(!lines.includes(secret), secret);
});
