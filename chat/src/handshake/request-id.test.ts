import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'node:test';
import { remoteIntrospection } from '../revocation/remote-introspection.ts';
import { openChatFixture } from '../testing/chat-fixture.ts';
import { anna } from '../testing/people.ts';
import { requestUpgrade } from '../testing/upgrade-request.ts';

const GIVEN = '0123456789abcdef0123456789abcdef';

test('a handshake keeps the id that the gateway gave it: in its answer, in the log and where web is asked', async () => {
  const asked: unknown[] = [];
  const web = createServer(({ headers }, response) => {
    asked.push(headers['x-request-id']);
    response.end(JSON.stringify({ as_of: Date.now() }));
  }).listen(0, '127.0.0.1');
  await once(web, 'listening');
  const url = new URL(`http://127.0.0.1:${(web.address() as AddressInfo).port}`);
  await using chat = await openChatFixture({ introspect: remoteIntrospection(url) });
  const headers = { Authorization: `Bearer ${await chat.issuer.token(anna)}`, 'X-Request-Id': GIVEN };
  const accepted = await requestUpgrade(chat.port, headers);
  assert.equal(accepted.headers['x-request-id'], GIVEN);
  assert.deepEqual(asked, [GIVEN]);
  const rejected = await requestUpgrade(chat.port, { 'X-Request-Id': GIVEN });
  assert.equal(rejected.headers['x-request-id'], GIVEN);
  assert.equal(JSON.parse(rejected.body).request_id, GIVEN);
  const lines = chat.lines.map((line) => JSON.parse(line)).filter(({ request_id }) => request_id === GIVEN);
  assert.deepEqual(
    lines.map(({ msg, code }) => code ?? msg),
    ['handshake accepted', 'token_missing'],
  );
  // The log must not hold the account or the room.
  assert.ok(!chat.lines.some((line) => line.includes(anna.id)));
  web.closeAllConnections();
  web.close();
});

test('an invalid request id is replaced (row 41)', async () => {
  await using chat = await openChatFixture();
  for (const forged of [undefined, 'short', '{"msg":"handshake accepted"}']) {
    const { headers } = await requestUpgrade(chat.port, forged ? { 'X-Request-Id': forged } : {});
    assert.match(String(headers['x-request-id']), /^[0-9a-f]{32}$/);
  }
});
