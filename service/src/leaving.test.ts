import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Leaving } from './leaving.ts';

async function serving(leaving: Leaving) {
  const server = createServer(leaving.before((_request, response) => response.end('page')));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const ask = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
      headers: { connection: 'close', ...headers },
    });
  return { ask, [Symbol.dispose]: () => void server.close() };
}

test('a process that leaves answers 404 to gateways and is not ready, while it still serves pages', async () => {
  const leaving = new Leaving();
  using server = await serving(leaving);
  assert.equal((await server.ask('/health/accepting')).status, 200);
  let known = false;
  const begun = leaving.begin().then(() => {
    known = true;
  });
  assert.equal((await server.ask('/health/ready')).status, 503);
  assert.equal(await (await server.ask('/')).text(), 'page');
  assert.equal(known, false);
  assert.equal((await server.ask('/health/accepting')).status, 404);
  await begun;
});

test('what a visitor asks through a gateway does not count as told to the gateway', async () => {
  const leaving = new Leaving();
  using server = await serving(leaving);
  await server.ask('/health/accepting');
  const from = performance.now();
  const begun = leaving.begin();
  const visitor = await server.ask('/health/accepting', { 'x-forwarded-for': '203.0.113.7' });
  assert.equal(visitor.status, 404);
  await begun;
  assert.ok(performance.now() - from > 3000);
});

test('a process that no gateway asks does not wait', async () => {
  const from = performance.now();
  await new Leaving().begin();
  assert.ok(performance.now() - from < 1000);
});

test('a process waits four seconds at most for a gateway that has gone', async () => {
  const leaving = new Leaving();
  using server = await serving(leaving);
  await server.ask('/health/accepting');
  const from = performance.now();
  await leaving.begin();
  assert.ok(performance.now() - from < 5000);
});
