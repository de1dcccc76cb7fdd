import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { freshAddress } from '../../testing/address.ts';
import { people } from '../../testing/people/people.ts';
import type { Reply } from '../../testing/people/program.ts';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite({ rateLimitFactor: 1, trustedProxies: ['loopback'] });

const from = (ip: string) => site.visitor({ 'x-forwarded-for': ip });
const signIn = (email: string, password: string, ip = freshAddress()) =>
  from(ip).submit('/login', '/login', { email, password });

test('after 10 wrong passwords from any address the right one is refused, and open sessions continue (row 6)', async () => {
  const { email, password } = people.anna;
  const anna = await member(from(freshAddress()), 'anna');
  for (let guess = 1; guess <= 10; guess++) {
    const page = await signIn(email, `Wrong guess № ${guess}`);
    assert.equal(page.status, 401, `guess ${guess}`);
  }
  const locked = await signIn(email, password);
  assert.equal(locked.status, 429);
  assert.match(locked.text, /Too many attempts/);
  const wait = Number(locked.headers.get('retry-after'));
  assert.ok(wait > 0 && wait <= 900, `${wait} s`);
  assert.match((await anna.get('/')).text, /My rooms/);
});

test('of thirty simultaneous guesses at most ten are checked (row 6)', async () => {
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

test('rooms from API and pages count together, and a forged token counts for no account (row 7)', async () => {
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

test('a burst from one IPv6 network counts as one address (row 49)', async () => {
  const network = freshAddress().replace('::1', '');
  const statuses: number[] = [];
  for (let n = 1; n <= 21; n++) {
    const body = { email: `six${n}@example.org`, password: people.anna.password };
    const visitor = from(`${network}::${n.toString(16)}:${n}`);
    statuses.push((await visitor.submit('/signup', '/signup', body)).status);
  }
  assert.deepEqual(statuses, [...Array(20).fill(303), 429]);
});

test('a locked login does not show its e-mail, and both together have ten guesses (row 49)', async () => {
  const [email, login, password] = ['emma.w@example.org', 'harbourmaster', people.anna.password];
  const visitor = from(freshAddress());
  assert.equal((await visitor.submit('/signup', '/signup', { email, login, password })).status, 303);
  const stranger = { email: 'nobody.has.this@example.org', login: 'nobodyhasthis' };
  for (const name of [login, stranger.login]) {
    for (let guess = 1; guess <= 10; guess++)
      assert.equal((await signIn(name, `Wrong guess № ${guess}`)).status, 401);
    const locked = await signIn(name.toUpperCase(), 'One more guess');
    assert.equal(locked.status, 429, name);
    assert.ok(Number(locked.headers.get('retry-after')) > 600);
  }
  const answers = await Promise.all(
    [email, stranger.email].map(async (name) => {
      const statuses: number[] = [];
      // The last one is right for one of them: it is the eleventh at that account.
      for (let guess = 1; guess <= 11; guess++) statuses.push((await signIn(name, password)).status);
      return statuses;
    }),
  );
  assert.deepEqual(answers[0], answers[1]);
  assert.deepEqual(answers[0], [...Array(10).fill(401), 429]);
});

test('checking by changes which e-mails or logins are taken is limited, on pages and API together (row 49)', async () => {
  const requester = { email: 'asker@example.org', password: people.anna.password };
  const visitor = from(freshAddress());
  await visitor.submit('/signup', '/signup', requester);
  const program = site.program();
  await program.signInAs(requester);
  const statuses: number[] = [];
  for (let n = 1; n <= 6; n++) {
    const proof = { current_password: requester.password };
    const change = { login: `asked${n}`, first_name: '', last_name: '', email: requester.email, ...proof };
    statuses.push((await visitor.submit('/settings', '/settings', change)).status);
    statuses.push((await program.call('PATCH', '/users/me', { login: `askedtoo${n}`, ...proof })).status);
  }
  assert.deepEqual(statuses.slice(0, 10), Array(5).fill([303, 204]).flat());
  assert.deepEqual(statuses.slice(10), [429, 429]);
});

test('correct sign-ins of a program do not count, and give strangers no more guesses (row 6)', async () => {
  const { email, login, password } = people.clara;
  for (let time = 1; time <= 12; time++)
    assert.equal((await signIn(time % 2 ? email : login, password)).status, 303);
  const guess = async () => (await signIn(email, 'Wrong guess № 1')).status;
  for (let wrong = 1; wrong <= 9; wrong++) assert.equal(await guess(), 401);
  assert.equal((await signIn(email, password)).status, 303);
  assert.equal((await signIn(login, password)).status, 303);
  assert.deepEqual([await guess(), await guess()], [401, 429]);
});

/** So many asked in one moment that some are refused until others are done. */
async function atOnce(count: number, ask: (n: number) => Promise<Reply>): Promise<(string | null)[]> {
  const answers = await Promise.all(Array.from({ length: count }, (_, n) => ask(n)));
  return answers.flatMap(({ status, headers }) => (status === 429 ? [headers.get('retry-after')] : []));
}

test('right passwords that were refused for want of time are not counted as guesses (row 6)', async () => {
  const program = site.program();
  const address = { 'x-forwarded-for': freshAddress() };
  const [email, password] = ['crowded@example.org', people.anna.password];
  await program.post('/auth/register', { email, password }, address);
  const signIn = () => program.post('/auth/login', { email, password }, address);
  assert.ok((await atOnce(12, signIn)).includes('1'));
  const { status, body } = await signIn();
  assert.equal(status, 200);

  const bearer = { ...address, authorization: `Bearer ${body.token}` };
  const confirm = () => program.post('/users/me/two-factor', { current_password: password }, bearer);
  assert.ok((await atOnce(12, confirm)).includes('1'));
  assert.equal((await confirm()).status, 200);
});

test('sign-ups that were refused for want of time are not counted (row 7)', async () => {
  const program = site.program();
  const address = { 'x-forwarded-for': freshAddress() };
  const register = (n: number) =>
    program.post(
      '/auth/register',
      { email: `crowd-${n}@example.org`, password: people.anna.password },
      address,
    );
  assert.deepEqual([...new Set(await atOnce(20, register))], ['1']);
  assert.equal((await register(20)).status, 201);
});
