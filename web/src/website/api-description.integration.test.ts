import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY } from '../../testing/people/holders.ts';
import { testSite } from '../../testing/website.ts';
import type { Description } from './api-description.ts';

const site = await testSite();
const description: Description = JSON.parse((await site.visitor().get('/openapi.json')).text);
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    ...operation,
  })),
);

test('the description is OpenAPI 3.1 and names every call once', () => {
  assert.match(description.openapi, /^3\.1\./);
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
  const schema = description.paths['/auth/register']?.post?.requestBody?.content['application/json']?.schema;
  const fields = ['email', 'password', 'login', 'display_name', 'first_name', 'last_name'];
  assert.deepEqual(Object.keys(schema?.properties ?? {}), fields);
  assert.equal(schema?.additionalProperties, false);
});

test('a field that is not described is refused by every call that takes a body (row 27)', async () => {
  const program = site.program();
  await program.register('anna');
  await site.superuser('anna');
  await program.signIn('anna');
  const inRoom = site.program();
  const { body: room } = await program.post('/rooms', { name: 'For a token' });
  inRoom.token = (await program.post(`/rooms/${room.id}/token`)).body.token;
  for (const { path, method, security } of operations.filter(({ requestBody }) => requestBody)) {
    const caller = security.some((scheme) => 'room' in scheme) ? inRoom : program;
    const { status, body } = await caller.call(method, path.replace(/\{\w+\}/g, NOBODY), {
      is_superuser: true,
    });
    assert.deepEqual([status, body.fields.is_superuser], [400, 'unknown'], `${method} ${path}`);
  }
});

test('calls are grouped, and each with a body has an example', async () => {
  for (const { path, tags } of operations) assert.deepEqual(tags, [path.split('/')[1]]);
  for (const { method, path, requestBody } of operations.filter((operation) => operation.requestBody))
    assert.ok(requestBody?.content['application/json']?.example, `${method} ${path}`);
});

test('the page for readers shows every call, in their language, under the strict policy', async () => {
  const page = await site.visitor().get('/docs');
  assert.equal(page.status, 200);
  for (const { path, method } of operations) assert.ok(page.text.includes(`${method} ${path}`), path);
  assert.match(page.text, /Needs an access token/);
  assert.match(page.text, /Needs a room token/);
  assert.match((await site.visitor({ 'accept-language': 'ru' }).get('/docs')).text, /Нужен токен доступа/);
  assert.doesNotMatch(page.text, /<style|style=|<script(?![^>]* nonce=)/);
});
