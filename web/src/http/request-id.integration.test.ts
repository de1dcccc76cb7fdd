import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const GIVEN = '0123456789abcdef0123456789abcdef';
const site = await testSite();
const proxied = await testSite({ trustedProxies: ['loopback'] });

const linesOf = ({ log }: typeof site, id: string | null) =>
  log.filter((line) => JSON.parse(line).request_id === id).map((line) => JSON.parse(line));

test('a request has one id: in its answer, in its problem document and in every line of the log about it', async () => {
  const guess = { email: people.anna.email, password: 'Wrong by 1 letter' };
  const { body, headers } = await site.program().post('/auth/login', guess);
  const id = headers.get('x-request-id');
  assert.match(id ?? '', /^[0-9a-f]{32}$/);
  assert.equal(body.request_id, id);
  const lines = linesOf(site, id);
  assert.deepEqual(
    lines.map(({ act, req }) => act ?? req.path),
    ['sign-in', '/auth/login'],
  );
  for (const line of site.log) assert.ok((line.match(/"request_id"/g)?.length ?? 0) < 2, line);
});

test('a request id is accepted from a trusted proxy only', async () => {
  const ask = async (url: string, id: string) =>
    (await fetch(`${url}/login`, { headers: { 'x-request-id': id } })).headers.get('x-request-id');
  assert.notEqual(await ask(site.url, GIVEN), GIVEN);
  assert.equal(linesOf(site, GIVEN).length, 0);
  assert.equal(await ask(proxied.url, GIVEN), GIVEN);
  assert.equal(linesOf(proxied, GIVEN).length, 1);
});

test('an id that is none is replaced also where it comes from a trusted proxy (row 41)', async () => {
  for (const forged of ['short', 'x'.repeat(65), 'two words, 1 line', '{"act":"sign-in"}']) {
    const { headers } = await fetch(`${proxied.url}/login`, { headers: { 'x-request-id': forged } });
    assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f]{32}$/);
  }
});
