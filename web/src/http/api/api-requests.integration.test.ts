import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { people } from '../../../testing/people/people.ts';
import { testSite } from '../../../testing/website.ts';

const site = await testSite();
const program = site.program();
await program.register('anna');
await program.signIn('anna');
const { email, password } = people.anna;
const MAX = 64 * 1024;

test('a body that is not declared as JSON is 415 (row 15)', async () => {
  const body = JSON.stringify({ email, password });
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonx',
    '',
  ]) {
    const {
      status,
      body: problem,
      headers,
    } = await program.post('/auth/login', body, { 'content-type': type });
    assert.deepEqual([status, problem.code], [415, 'unsupported_media_type'], type);
    assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
  }
  const made = await program.post('/rooms', '{"name":"By a form"}', { 'content-type': 'text/plain' });
  assert.equal(made.status, 415);
  assert.deepEqual((await program.get('/rooms?mine=true')).body.items, []);
  const withCharset = { 'content-type': 'application/json; charset=utf-8' };
  assert.equal((await program.post('/auth/login', body, withCharset)).status, 200);
});

test('GET and HEAD change nothing (row 15)', async () => {
  for (const path of ['/auth/logout', '/auth/logout-everywhere', '/auth/register', '/auth/refresh']) {
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await program.call(method, path);
      assert.equal(status, 405, `${method} ${path}`);
      assert.equal(headers.get('allow'), 'POST');
    }
  }
  assert.equal((await program.call('HEAD', '/users/me')).status, 200);
});

test('errors are problem+json for any Accept header, in the requested language, and not cached', async () => {
  for (const accept of ['text/html', 'image/png', '*/*']) {
    for (const path of ['/users/me/nothing', '/auth', '/rooms/x/y', '/rooms?mine=no']) {
      const { headers, body, status } = await program.get(path, { accept, 'accept-language': 'kk' });
      assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/, path);
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('set-cookie'), null);
      assert.equal(body.status, status);
      assert.match(body.detail, /[а-я]/);
    }
  }
  const { body, headers } = await program.get('/users/me/nothing');
  assert.deepEqual(body, {
    type: '/docs/errors#call_not_found',
    title: 'No such call',
    status: 404,
    detail: 'The API has nothing at this address.',
    code: 'call_not_found',
    request_id: headers.get('x-request-id'),
  });
});

test('answers set no cookie and are not cached', async () => {
  const { headers } = await program.post('/auth/login', { email, password });
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('set-cookie'), null);
});

test('malformed JSON and JSON other than an object are 400 (row 39)', async () => {
  for (const body of ['{', '', '[]', 'null', '"x"', '1', '{"email":', '{"a":1}}', '\u0000']) {
    const { status, body: problem } = await program.post('/auth/login', body);
    assert.equal(status, 400, body);
    assert.ok(!/SyntaxError|JSON at|position| at /.test(JSON.stringify(problem)), JSON.stringify(problem));
  }
  const unknown = await program.post('/auth/login', { email, password, colour: 'green' });
  assert.deepEqual([unknown.status, unknown.body.fields], [400, { colour: 'unknown' }]);
  const needless = await program.post('/auth/logout', { everywhere: true });
  assert.deepEqual([needless.status, needless.body.fields], [400, { everywhere: 'unknown' }]);
  const wrongKind = await program.post('/auth/login', { email: [email], password: { length: 8 } });
  assert.deepEqual(wrongKind.body.fields, { email: 'required', password: 'required' });
  assert.equal((await program.get('/rooms/%ff/token')).status, 400);
});

test('64 KB are read and one byte more is 413; a small body that unpacks to more, too (row 47)', async () => {
  const frame = JSON.stringify({ refresh_token: '' }).length;
  const of = (size: number) => JSON.stringify({ refresh_token: 'x'.repeat(size - frame) });
  const whole = await program.post('/auth/refresh', of(MAX));
  assert.deepEqual([whole.status, whole.body.code], [401, 'token_invalid']);
  const over = await program.post('/auth/refresh', of(MAX + 1));
  assert.deepEqual([over.status, over.body.code], [413, 'body_too_large']);
  const response = await fetch(`${site.url}/auth/refresh`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: gzipSync(of(MAX * 4)),
  });
  assert.equal(response.status, 413);
  assert.match(await response.text(), /"code":"body_too_large"/);
});

test('JSON of more than a thousand values, deeper than 32 levels or in another encoding is refused unparsed (row 47)', async () => {
  const outcome = async (x: unknown, path = '/auth/login') =>
    (await program.post(path, { email, password, x }, { accept: 'application/json' })).body.code;
  // Two commas stand between the three members.
  const values = (count: number) => Array(count).fill(0);
  const levels = (count: number) => JSON.parse('['.repeat(count) + ']'.repeat(count));
  assert.equal(await outcome(values(999)), 'invalid_fields');
  assert.equal(await outcome(values(1000)), 'malformed_request');
  assert.equal(await outcome(levels(31)), 'invalid_fields');
  assert.equal(await outcome(levels(32)), 'malformed_request');
  const named = Object.fromEntries(Array.from({ length: 7000 }, (_, n) => [n.toString(36), 0]));
  assert.equal(await outcome(named), 'malformed_request');
  assert.equal(await outcome(named, '/nowhere'), 'malformed_request');
  const typed = await program.post('/auth/login', { email, password: '",[{\\'.repeat(5000) });
  assert.equal(typed.body.code, 'invalid_credentials');
  for (const charset of ['utf-7', 'utf-16', 'utf-32', 'latin1'])
    for (const path of ['/auth/login', '/nowhere']) {
      const type = { 'content-type': `application/json; charset=${charset}`, accept: 'application/json' };
      assert.equal((await program.post(path, { email, password }, type)).body.code, 'unsupported_media_type');
    }
});

test('without a token, a body of 10 MB is not read (row 39)', async () => {
  const { status, body } = await site.program().post('/rooms', 'x'.repeat(1000));
  assert.deepEqual([status, body.code], [401, 'token_missing']);
});

test('an error names at most twenty fields, and a hundred characters of each (row 47)', async () => {
  const many = Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`field ${at}`, at]));
  const flood = await program.post('/auth/login', { email, ...many });
  assert.equal(flood.status, 400);
  assert.equal(Object.keys(flood.body.fields).length, 20);
  // What the call does know is told first.
  assert.equal(flood.body.fields.password, 'required');
  const long = await program.post('/auth/login', {
    email,
    password,
    [`${'x'.repeat(99)}🏮${'y'.repeat(50_000)}`]: 1,
  });
  assert.deepEqual(long.body.fields, { [`${'x'.repeat(99)}\ufffd`]: 'unknown' });
});
