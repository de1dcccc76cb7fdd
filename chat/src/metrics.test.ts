import assert from 'node:assert/strict';
import test from 'node:test';
import { scrape } from '../../testing/scrape.ts';
import { freePort } from '../../testing/servers/server.ts';
import { ChatMetrics } from './metrics.ts';
import { MAX_FRAME } from './protocol.ts';
import { openChatFixture } from './testing/chat-fixture.ts';
import { outcome, spawnChat, startChat } from './testing/child-process.ts';
import { Client } from './testing/client.ts';
import { until } from './testing/cluster-fixture.ts';
import { anna, boris } from './testing/people.ts';

test('rooms, sockets, members, messages, deliveries and the ends of sockets are counted', async () => {
  const metrics = new ChatMetrics();
  await using chat = await openChatFixture({ metrics });
  const annas = await chat.enter(anna);
  const second = await chat.enter(anna);
  const boriss = await chat.enter(boris);
  assert.deepEqual([metrics.rooms, metrics.sockets, metrics.members], [1, 3, 2]);
  const before = { ...metrics };
  annas.say('one');
  for (const client of [annas, second, boriss]) await client.next('message');
  boriss.send({ type: 'message', text: ' ', ref: '1' });
  assert.equal((await boriss.next('error')).code, 'text_empty');
  assert.equal(metrics.messages, 1);
  assert.ok(metrics.deliveries - before.deliveries >= 3);
  assert.ok(metrics.writes - before.writes <= metrics.deliveries - before.deliveries);
  assert.equal(metrics.refusals.text_empty, 1);
  await second.leave();
  boriss.socket.send(Buffer.alloc(MAX_FRAME + 1));
  assert.equal(await boriss.closed, 1009);
  await until(() => metrics.sockets === 1);
  const { left, protocol_error } = metrics.closed;
  assert.deepEqual({ left, protocol_error }, { left: 1, protocol_error: 1 });
  assert.equal(metrics.members, 1);
});

test('a client that floods, one whose token is revoked and one that is refused are counted by their reason', async () => {
  const metrics = new ChatMetrics();
  await using chat = await openChatFixture({ metrics, messagesPerMinute: 5, socketsPerPerson: 1 });
  const annas = await chat.enter(anna);
  assert.equal(await chat.connect(await chat.issuer.token(anna)).closed, 1006);
  assert.equal(await chat.connect('no.token').closed, 1006);
  const boriss = await chat.enter(boris);
  for (let time = 0; time < 30; time += 1) annas.say(`again ${time}`);
  assert.equal(await annas.closed, 4429);
  await chat.cluster.announce({ type: 'user-revocation', user_ids: [boris.id] });
  assert.equal(await boriss.closed, 4401);
  const { accepted, too_many_sockets, token_invalid } = metrics.handshakes;
  assert.deepEqual(
    { accepted, too_many_sockets, token_invalid },
    { accepted: 2, too_many_sockets: 1, token_invalid: 1 },
  );
  assert.deepEqual(
    [metrics.closed.flooding, metrics.closed.revoked, metrics.closed.token_expired],
    [1, 1, 0],
  );
  assert.ok(metrics.refusals.rate_limited > 0);
});

test('METRICS_PORT serves what chat counts, on that port only, and nothing else there', async () => {
  const port = await freePort();
  await using chat = await startChat({ METRICS_PORT: String(port) });
  const annas = new Client(chat.port, await chat.issuer.token(anna));
  await annas.next('welcome');
  annas.say('a word that is nobody’s business');
  await annas.next('message');
  const { series, text } = await scrape(port);
  assert.equal(series.get('lantern_chat_handshakes_total{outcome="accepted"}'), 1);
  assert.equal(series.get('lantern_chat_messages_total'), 1);
  assert.equal(series.get('lantern_chat_sockets_closed_total{reason="too_slow"}'), 0);
  assert.equal(series.get('lantern_ready{part="chat"}'), 1);
  assert.ok((series.get('process_resident_memory_bytes') ?? 0) > 1e6);
  assert.ok(text.includes('nodejs_eventloop_lag_p99_seconds') && text.includes('nodejs_gc_duration_seconds'));
  assert.doesNotMatch(text, new RegExp(`${anna.id}|${anna.name}|nobody`));
  const status = async (at: number, path: string) => (await fetch(`http://127.0.0.1:${at}${path}`)).status;
  assert.deepEqual(
    [await status(chat.port, '/metrics'), await status(port, '/'), await status(port, '/health/live')],
    [404, 404, 404],
  );
  annas.socket.terminate();
});

test('a taken METRICS_PORT is reported in one line', async () => {
  await using chat = await startChat();
  const env = { ROOM_TOKEN_JWKS: JSON.stringify(chat.issuer.jwks), METRICS_PORT: String(chat.port) };
  const { code, stderr } = await outcome(spawnChat(env));
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`port ${chat.port} on 127.0.0.1 is taken: .* set METRICS_PORT\n$`));
});
