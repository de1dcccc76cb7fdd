import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PlainSite } from '../../../testing/outside/providers/plain-site.ts';
import { testSite } from '../../../testing/website.ts';
import { github } from './github.ts';
import { vk } from './vk.ts';
import { yandex } from './yandex.ts';

const plain = await new PlainSite().start();
after(plain.stop);
const site = await testSite({
  publicUrl: 'http://lantern.test',
  providers: [plain.settings('github', github), plain.settings('yandex', yandex), plain.settings('vk', vk)],
});

const TOKEN = { access_token: 'a token', token_type: 'Bearer' };

/** Goes there and comes back with a code, and with what else the site sends along. */
async function visit(name: string, extra: Record<string, string> = {}) {
  const visitor = site.visitor();
  const { location } = await visitor.get(`/oauth/${name}`);
  const asked = new URL(location ?? '').searchParams;
  const answer = new URLSearchParams({ code: 'a code', state: asked.get('state') ?? '', ...extra });
  const page = await visitor.get(`/oauth/${name}/callback?${answer}`, { accept: 'application/json' });
  return { visitor, asked, page };
}

test('GitHub: the number is who it is, the primary address comes from a call of its own', async () => {
  plain.answers = {
    '/login/oauth/access_token': { access_token: 'a token', token_type: 'bearer', scope: 'user:email' },
    '/user': { id: 583231, login: 'octocat', name: 'Octo Cat', email: null },
    '/user/emails': [
      { email: 'old@example.org', primary: false },
      { email: 'octocat@example.org', primary: true, verified: true },
    ],
  };
  const { visitor, asked, page } = await visit('github', { iss: 'https://github.com/login/oauth' });
  assert.equal(asked.get('code_challenge_method'), 'S256');
  assert.equal(page.location, '/signup/provider');
  const form = await visitor.get('/signup/provider');
  for (const value of ['octocat@example.org', 'octocat'])
    assert.ok(form.text.includes(`value="${value}"`), value);
  await visitor.submit('/signup/provider', '/signup/provider', { email: 'octocat@example.org' });
  const { rows } = await site.connection.query('select issuer, subject from social_accounts');
  assert.deepEqual(
    [rows.length, rows[0]?.issuer, rows[0]?.subject],
    [1, 'https://github.com/login/oauth', '583231'],
  );

  plain.answers['/user'] = { id: 583231, login: 'renamed' };
  assert.equal((await visit('github')).page.location, '/', 'renamed, and still who it was');
  plain.answers['/user'] = { id: 7, login: 'octocat' };
  assert.equal((await visit('github')).page.location, '/signup/provider', 'somebody else took the name');
  const mixed = await visit('github', { iss: 'https://evil.example' });
  assert.equal(mixed.page.status, 400);
});

test('GitHub tells errors with 200, and they let nobody in', async () => {
  plain.answers['/login/oauth/access_token'] = { error: 'bad_verification_code' };
  assert.equal((await visit('github')).page.status, 400);
  plain.answers['/login/oauth/access_token'] = { error: 'incorrect_client_credentials' };
  assert.equal((await visit('github')).page.status, 503);
});

test('Yandex ID: the token goes in its own scheme', async () => {
  plain.answers = {
    '/token': TOKEN,
    '/info': {
      id: '1000034426',
      login: 'ivan',
      default_email: 'ivan@example.org',
      first_name: 'Иван',
      last_name: 'Иванов',
    },
  };
  const { visitor, page } = await visit('yandex');
  assert.equal(page.location, '/signup/provider');
  const form = await visitor.get('/signup/provider');
  for (const value of ['ivan@example.org', 'ivan', 'Иван', 'Иванов'])
    assert.ok(form.text.includes(`value="${value}"`), value);
  assert.equal(plain.asked.find(({ path }) => path === '/info')?.authorization, 'OAuth a token');
});

test('VK ID: the device id is sent back with the code, and its ID token is ignored', async () => {
  plain.answers = {
    '/oauth2/auth': { ...TOKEN, id_token: 'not one', user_id: 1234567890 },
    '/oauth2/user_info': {
      user: { user_id: '1234567890', first_name: 'Иван', last_name: 'И.', email: 'iv@example.org' },
    },
  };
  const { visitor, page } = await visit('vk', { device_id: 'a device', type: 'code_v2' });
  assert.equal(page.location, '/signup/provider');
  const exchange = plain.asked.findLast(({ path }) => path === '/oauth2/auth')?.form;
  assert.equal(exchange?.get('device_id'), 'a device');
  assert.ok((exchange?.get('code_verifier')?.length ?? 0) >= 43);
  const asked = plain.asked.findLast(({ path }) => path === '/oauth2/user_info')?.form;
  assert.deepEqual([asked?.get('access_token'), asked?.get('client_id')], ['a token', 'lantern']);
  assert.match((await visitor.get('/signup/provider')).text, /signed in at vk as iv@example\.org/);
});

test('an answer without a whole subject lets nobody in (row 26)', async () => {
  plain.answers = { '/token': TOKEN };
  const odd = [undefined, null, '', 2 ** 53, -1, 1.5, true, ['1'], { id: 1 }, 'a\0b', 'x'.repeat(256)];
  for (const id of odd) {
    plain.answers['/info'] = { id, login: 'ivan' };
    const { page, visitor } = await visit('yandex');
    assert.equal(page.status, 400, JSON.stringify(id));
    assert.equal((await visitor.get('/signup/provider')).location, '/login');
  }
  for (const whole of [[], 'text', 7, null]) {
    plain.answers['/info'] = whole;
    assert.equal((await visit('yandex')).page.status, 400, JSON.stringify(whole));
  }
});
