import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { WebSocket } from 'ws';
import { openChatFixture } from '../testing/chat-fixture.ts';
import { anna, boris, garden } from '../testing/people.ts';
import { problemCode, requestUpgrade } from '../testing/upgrade-request.ts';
import { TIMING } from '../timing.ts';

test('a socket lives as long as its token (row 35)', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna, { expires: 4 });
  assert.equal((await annas.next('closing')).reason, 'token_expired');
  assert.equal(await annas.closed, 4401);
});

test('a newer token for the same person and room prolongs it', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [
    await fixture.enter(anna, { expires: 4 }),
    await fixture.enter(boris, { expires: 4 }),
  ];
  annas.send({ type: 'renew', token: await fixture.issuer.token(anna) });
  assert.equal(await boriss.closed, 4401);
  await annas.settled();
});

test('a token of another account or room, or an invalid one, renews nothing (row 33)', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna, { expires: 4 });
  const tokens = [
    await fixture.issuer.token(boris),
    await fixture.issuer.token(anna, { room: garden }),
    await fixture.issuer.token(anna, { expires: -1 }),
    'nonsense',
  ];
  for (const token of tokens) {
    annas.send({ type: 'renew', token });
    assert.equal((await annas.next('error')).code, 'token_invalid');
  }
  assert.equal(await annas.closed, 4401);
});

test('a token from before a revocation renews nothing (row 35)', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna, { claims: { iat: Math.trunc(Date.now() / 1000) + 1 } });
  const token = await fixture.issuer.token(anna);
  await fixture.cluster.announce({ type: 'user-revocation', user_ids: [anna.id] });
  const again = await fixture.enter(anna, { claims: { iat: Math.trunc(Date.now() / 1000) + 1 } });
  again.send({ type: 'renew', token });
  assert.equal((await again.next('error')).code, 'token_invalid');
  assert.equal(await annas.closed, 4401);
});

test('a quiet connection is pinged repeatedly, at least every 30 seconds, so that no proxy closes it as idle', async () => {
  assert.ok(TIMING.ping + TIMING.tick < 30_000);
  await using fixture = await openChatFixture({ timing: { ping: 40 } });
  const annas = await fixture.enter(anna);
  for (let pings = 0; pings < 3; pings += 1)
    await once(annas.socket, 'ping', { signal: AbortSignal.timeout(10_000) });
  await annas.settled();
});

test('a connection that answers no ping is closed (row 38)', async () => {
  await using fixture = await openChatFixture({ timing: { ping: 40, pongTimeout: 3000 } });
  const mute = fixture.connect(await fixture.issuer.token(anna), { autoPong: false });
  const boriss = await fixture.enter(boris);
  assert.equal(await mute.closed, 1006);
  await boriss.next('left');
  assert.equal(boriss.socket.readyState, WebSocket.OPEN);
});

test('a stopping service tells each page another time to reconnect, and accepts no handshake', async () => {
  await using fixture = await openChatFixture();
  const people = Array.from({ length: 20 }, (_, i) => {
    return { id: `0197f000-0000-7000-8000-${String(i).padStart(12, '0')}`, name: `Guest ${i}` };
  });
  const clients = await Promise.all(people.map((person) => fixture.enter(person)));
  const drained = fixture.chat.drain();
  assert.equal(await fixture.chat.ready(), false);
  const waits = new Set<number | undefined>();
  for (const client of clients) {
    const closing = await client.next('closing');
    assert.equal(closing.reason, 'restart');
    assert.ok(closing.retry_in && closing.retry_in >= 1000 && closing.retry_in <= 2000);
    waits.add(closing.retry_in);
    assert.equal(await client.closed, 1012);
  }
  assert.ok(waits.size > 10);
  await drained;
  const late = await requestUpgrade(fixture.port, {
    Authorization: `Bearer ${await fixture.issuer.token(anna)}`,
  });
  assert.deepEqual([late.status, problemCode(late)], [503, 'restarting']);
  const ready = await fetch(`http://127.0.0.1:${fixture.port}/health/ready`);
  assert.equal(ready.status, 503);
});

test('a stopping process that others take over from works until its members have gone, and accepts no handshake', async () => {
  await using fixture = await openChatFixture({ handsOver: true });
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  const drained = fixture.chat.drain();
  const { reason, retry_in = 0 } = await annas.next('closing');
  assert.ok(reason === 'restart' && retry_in >= 1000 && retry_in <= 2000, String(retry_in));
  boriss.send({ type: 'message', text: 'still here', ref: 'a' });
  assert.equal((await annas.next('message')).text, 'still here');
  const late = await requestUpgrade(fixture.port, {
    Authorization: `Bearer ${await fixture.issuer.token(anna)}`,
  });
  assert.deepEqual([late.status, problemCode(late)], [503, 'restarting']);
  annas.socket.close();
  boriss.socket.close();
  await drained;
});

test('a stopping process closes connections that their clients keep', async () => {
  await using fixture = await openChatFixture({ handsOver: true, timing: { handOver: 50 } });
  const annas = await fixture.enter(anna);
  await fixture.chat.drain();
  assert.equal(await annas.closed, 1012);
});

test('an unresponsive client does not delay a stop', async () => {
  await using fixture = await openChatFixture({ timing: { closeTimeout: 200 } });
  const annas = await fixture.enter(anna);
  annas.socket.pause();
  const start = Date.now();
  await fixture.chat.drain();
  // The library alone would wait for 30 seconds.
  assert.ok(Date.now() - start < 10_000);
});
