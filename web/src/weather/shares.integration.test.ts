import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { freshAddress } from '../../testing/address.ts';
import { WeatherServer } from '../../testing/outside/weather-server.ts';
import type { Program, Reply } from '../../testing/people/program.ts';
import { testSite } from '../../testing/website.ts';

const provider = new WeatherServer();
const weatherVariables = await provider.start();
const site = await testSite({ weatherVariables, rateLimitFactor: 1, trustedProxies: ['loopback'] });
const setUp = site.program();
const password = 'Ромашка 7 на окне';
const crowd: Program[] = [];
for (let n = 0; n < 12; n++) {
  const email = `person${n}@example.org`;
  const from = { 'x-forwarded-for': freshAddress() };
  assert.equal((await setUp.post('/auth/register', { email, password }, from)).status, 201);
  const { body } = await setUp.post('/auth/login', { email, password }, from);
  crowd.push(Object.assign(site.program(), { token: body.token }));
}
const [anna, boris, clara] = crowd as [Program, Program, Program];

let cities = 0;
const another = () => `Harbour ${++cities}`;
const ask = (who: Program, from: string, city = another()) =>
  who.get(`/weather?city=${encodeURIComponent(city)}`, { 'x-forwarded-for': from });

/** Holds every answer of the provider back until it is called. */
function heldBack(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  provider.gate = () => promise;
  return resolve;
}
const questions = async (count: number) => {
  while (provider.asked.length < count) await new Promise(setImmediate);
};

afterEach(() => {
  provider.gate = async () => {};
  provider.asked.length = 0;
});

const statuses = async (replies: Promise<Reply>[]) =>
  (await Promise.all(replies)).map(({ status }) => status);

test('two questions of one account wait for the provider, its third is 429, and the others ask on (row 48)', async () => {
  const answer = heldBack();
  const from = freshAddress();
  const waiting = [ask(anna, from), ask(anna, from)];
  await questions(2);
  const refused = await ask(anna, freshAddress());
  assert.deepEqual(
    [refused.status, refused.body.code, refused.headers.get('retry-after')],
    [429, 'too_many_requests', '1'],
  );
  const others = [ask(boris, from), ask(clara, freshAddress())];
  await questions(4);
  answer();
  assert.deepEqual(await statuses([...waiting, ...others]), [404, 404, 404, 404]);
  assert.equal((await ask(anna, from)).status, 404);
});

test('eight questions of one address wait for the provider, its ninth is 429, and other addresses ask on (row 48)', async () => {
  const answer = heldBack();
  const from = freshAddress();
  const waiting = crowd.slice(0, 8).map((who) => ask(who, from));
  await questions(8);
  assert.equal((await ask(crowd[8] as Program, from)).status, 429);
  const other = ask(crowd[9] as Program, freshAddress());
  await questions(9);
  answer();
  assert.deepEqual(await statuses([...waiting, other]), Array(9).fill(404));
});

test('a request for a city that is already being asked for gets an answer, also over another’s limit (row 48)', async () => {
  const answer = heldBack();
  const from = freshAddress();
  const waiting = [ask(anna, from), ask(anna, from)];
  await questions(2);
  const city = another();
  const both = [ask(anna, from, city), ask(boris, from, city)];
  await questions(3);
  // Whichever came first, this one waits for the question of Boris.
  const again = ask(anna, from, city);
  answer();
  const [ofAnna = 0, ...others] = await statuses([...both, again, ...waiting]);
  assert.ok([404, 429].includes(ofAnna));
  assert.deepEqual(others, [404, 404, 404, 404]);
});

test('chat asks for everybody from one address, and each is counted for themselves (row 48)', async () => {
  const { body: room } = await anna.post('/rooms', { name: 'Harbour' });
  const inRoom = async (who: Program) => {
    const { body } = await who.post(`/rooms/${room.id}/token`);
    return Object.assign(site.program(), { token: body.token });
  };
  const members = await Promise.all(crowd.map(inRoom));
  const answer = heldBack();
  const chat = { 'x-forwarded-for': freshAddress() };
  const command = (who: Program) => who.post('/commands', { text: `/weather ${another()}` }, chat);
  const waiting = members.map(command);
  await questions(12);
  const second = command(members[0] as Program);
  await questions(13);
  assert.equal((await command(members[0] as Program)).status, 429);
  answer();
  assert.deepEqual(await statuses([...waiting, second]), Array(13).fill(404));
});
