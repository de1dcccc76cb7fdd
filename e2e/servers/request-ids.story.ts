import { once } from 'node:events';
import { PROTOCOL } from '@lantern/chat/protocol';
import { WebSocket } from 'ws';
import { expect, test } from '../lantern.ts';
import type { Stack } from '../stacks/stack.ts';

const FORGED = 'f'.repeat(32);

/** Which services have a line about a request. */
async function servicesThatKnow(stack: Stack, id: string): Promise<string[]> {
  const lines = (await stack.logs()).match(/\{.*\}/g)?.filter((line) => line.includes(id)) ?? [];
  return [...new Set(lines.map((line) => JSON.parse(line).service))].sort();
}

test('one search for an answer’s id finds the log lines of the gateway and the service, and a client’s own id is ignored', async ({
  request,
  stack,
}) => {
  const answer = await request.post('/auth/login', {
    headers: { 'x-request-id': FORGED },
    data: { email: 'nobody@example.org', password: 'Guess № 1' },
  });
  const id = answer.headers()['x-request-id'] ?? '';
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect((await answer.json()).request_id).toBe(id);
  await expect.poll(() => servicesThatKnow(stack, id)).toEqual(['nginx', 'web']);
  expect(await stack.logs()).not.toContain(FORGED);
});

test('a handshake has the same id at the gateway and in chat, and neither its token nor a query is in a log (row 41)', async ({
  baseURL,
  stack,
}) => {
  const token = `eyJhbGciOiJFZERTQSJ9.bm8gdG9rZW4.${'s'.repeat(43)}`;
  const address = `${baseURL?.replace('http', 'ws')}/ws?token=${token}&room=unmistakable`;
  const socket = new WebSocket(address, [PROTOCOL, `jwt.${token}`], { headers: { 'x-request-id': FORGED } });
  const [, response] = await once(socket, 'unexpected-response');
  const id: string = response.headers['x-request-id'];
  expect(id).not.toBe(FORGED);
  await expect.poll(() => servicesThatKnow(stack, id)).toEqual(['chat', 'nginx']);
  const logs = await stack.logs();
  for (const secret of [token, token.split('.').at(-1) ?? '', 'unmistakable', FORGED])
    expect(logs.includes(secret)).toBe(false);
  response.destroy();
});

test('a refusal by the gateway itself has an id too', async ({ request, stack }) => {
  const answer = await request.post('/login', {
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    data: Buffer.alloc(12 * 2 ** 20, ' '),
  });
  expect(answer.status()).toBe(413);
  const id = answer.headers()['x-request-id'] ?? '';
  expect(await answer.json()).toMatchObject({ code: 'body_too_large', request_id: id });
  await expect.poll(() => servicesThatKnow(stack, id)).toEqual(['nginx']);
});

test('no password, token, cookie, e-mail or word of a message is in any log or in what nginx writes (row 41)', async ({
  member,
  unique,
  stack,
}) => {
  const anna = await member('Anna');
  const said = unique('between us').replaceAll(' ', '-');
  await anna.createRoom(unique('garden'));
  await anna.say(said);
  await expect(anna.log).toContainText(said);
  await anna.page.goto(`/search?q=${said}`);
  const cookies = (await anna.page.context().cookies()).map(({ value }) => decodeURIComponent(value));
  const secret = [said, anna.email, anna.password, ...cookies.filter((value) => value.length > 10)];
  const logs = await stack.logs();
  expect(secret.length).toBeGreaterThan(3);
  for (const each of secret) expect(logs.includes(each)).toBe(false);
});
