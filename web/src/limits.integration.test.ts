import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { freshAddress } from '../testing/address.ts';
import { people } from '../testing/people.ts';
import { member } from '../testing/visitor.ts';
import { testSite } from '../testing/website.ts';

const site = await testSite({ rateLimitFactor: 1, trustedProxies: ['loopback'] });

const from = (ip: string) => site.visitor({ 'x-forwarded-for': ip });
const signIn = (email: string, password: string, ip = freshAddress()) =>
  from(ip).submit('/login', '/login', { email, password });

test('after 10 wrong passwords even the right one waits, wherever they came from; an open session goes on (row 6)', async () => {
  const { email, login, password } = people.anna;
  const anna = await member(from(freshAddress()), 'anna');
  for (let guess = 1; guess <= 10; guess++) {
    const page = await signIn(guess % 2 ? email : login, `Wrong guess № ${guess}`);
    assert.equal(page.status, 401, `guess ${guess}`);
  }
  const locked = await signIn(email, password);
  assert.equal(locked.status, 429);
  assert.match(locked.text, /Too many tries in a row/);
  const wait = Number(locked.headers.get('retry-after'));
  assert.ok(wait > 0 && wait <= 900, `${wait} s`);
  assert.match((await anna.get('/')).text, /My rooms/);
});

test('of thirty guesses at the same moment no more than ten are looked at (row 6)', async () => {
  const { email } = people.boris;
  await member(from(freshAddress()), 'boris');
  const visitors = Array.from({ length: 30 }, () => from(freshAddress()));
  const tokens = await Promise.all(visitors.map((visitor) => visitor.token('/login')));
  const answers = await Promise.all(
    visitors.map((visitor, at) =>
      visitor.post('/login', { _csrf: tokens[at] ?? '', email, password: `Guess № ${at}` }),
    ),
  );
  const count = (status: number) => answers.filter((answer) => answer.status === status).length;
  assert.equal(count(401) + count(429), 30);
  assert.ok(count(401) > 0 && count(401) <= 10, `${count(401)} were looked at`);
});

test('an unknown account is locked like a known one (row 5)', async () => {
  const nobody = `${randomBytes(6).toString('hex')}@example.org`;
  for (let guess = 1; guess <= 10; guess++) assert.equal((await signIn(nobody, 'Guess № 1')).status, 401);
  assert.equal((await signIn(nobody.toUpperCase(), 'Guess № 1')).status, 429);
});

test('signing in rightly forgives what went wrong before', async () => {
  const { email, password } = people.clara;
  await member(from(freshAddress()), 'clara');
  for (let round = 0; round < 3; round++) {
    for (let guess = 1; guess <= 9; guess++) await signIn(email, `Wrong guess № ${guess}`);
    assert.equal((await signIn(email, password)).status, 303);
  }
});

test('bursts of sign-ups from one address and of rooms by one person end in 429 (row 7)', async () => {
  const ip = freshAddress();
  const statuses = new Set<number>();
  for (let n = 0; n < 25; n++) {
    const page = await from(ip).submit('/signup', '/signup', {
      email: `burst${n}@example.org`,
      password: people.anna.password,
    });
    statuses.add(page.status);
  }
  assert.deepEqual([...statuses], [303, 429]);

  const builder = from(freshAddress());
  await builder.submit('/signup', '/signup', {
    email: 'builder@example.org',
    password: people.anna.password,
  });
  const rooms: number[] = [];
  for (let n = 0; n < 62; n++)
    rooms.push((await builder.submit('/', '/chat', { name: `Built № ${n}` })).status);
  assert.deepEqual(rooms, [...Array(60).fill(303), 429, 429]);
});

test('rooms made by a program and on the pages count together, and a forged token counts for nobody (row 7)', async () => {
  const clara = site.program();
  await clara.register('clara');
  await clara.signIn('clara');
  const forger = site.program();
  const [head, claims, signature = ''] = clara.token.split('.');
  forger.token = [head, claims, `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`].join('.');
  for (let n = 0; n < 10; n++) assert.equal((await forger.post('/rooms', { name: 'Forged' })).status, 401);

  for (let n = 1; n < 60; n++)
    assert.equal((await clara.post('/rooms', { name: `Programmed № ${n}` })).status, 201);
  const browser = from(freshAddress());
  await browser.signIn('clara');
  assert.equal((await browser.submit('/', '/chat', { name: 'By hand' })).status, 303);
  const refused = await clara.post('/rooms', { name: 'One more' });
  assert.deepEqual([refused.status, refused.body.code], [429, 'too_many_requests']);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
});

test('a burst from one IPv6 network is one burst, whatever addresses of it ask (row 49)', async () => {
  const network = freshAddress().replace('::1', '');
  const statuses: number[] = [];
  for (let n = 1; n <= 21; n++) {
    const body = { email: `six${n}@example.org`, password: people.anna.password };
    const visitor = from(`${network}::${n.toString(16)}:${n}`);
    statuses.push((await visitor.submit('/signup', '/signup', body)).status);
  }
  assert.deepEqual(statuses, [...Array(20).fill(303), 429]);
});
