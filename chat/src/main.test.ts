import assert from 'node:assert/strict';
import test from 'node:test';
import { outcome, spawnChat, startChat } from './testing/child-process.ts';
import { Client } from './testing/client.ts';
import { anna } from './testing/people.ts';

test('without its configuration it names what is missing and exits with 1', async () => {
  const { code, stderr } = await outcome(
    spawnChat({ CHAT_SOCKETS_PER_PERSON: 'x', REDIS_URL: 'redis://127.0.0.1:1' }),
  );
  assert.equal(code, 1);
  assert.match(stderr, /CHAT_SOCKETS_PER_PERSON/);
  assert.ok(!stderr.includes('    at '));
});

test('with a private key it refuses to start and does not show it (row 19)', async () => {
  const chat = await startChat();
  await using _ = chat;
  const secret = await chat.issuer.privateJwk();
  const { code, stderr } = await outcome(spawnChat({ ROOM_TOKEN_JWKS: JSON.stringify({ keys: [secret] }) }));
  assert.equal(code, 1);
  assert.match(stderr, /ROOM_TOKEN_JWKS: holds a private key/);
  assert.ok(!stderr.includes(secret.d ?? 'absent'));
});

test('a taken port is reported in one line', async () => {
  await using chat = await startChat();
  const env = { ROOM_TOKEN_JWKS: JSON.stringify(chat.issuer.jwks), PORT: String(chat.port) };
  const { code, stderr } = await outcome(spawnChat(env));
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`port ${chat.port} on 127.0.0.1 is taken`));
});

test('SIGTERM closes all connections with a reason and exits with 0', async () => {
  await using chat = await startChat();
  const annas = new Client(chat.port, await chat.issuer.token(anna));
  await annas.next('welcome');
  const stopped = chat.stop();
  assert.equal((await annas.next('closing')).reason, 'restart');
  assert.equal(await annas.closed, 1012);
  assert.equal(await stopped, 0);
});

test('ready follows whether the keys and Redis can be had, live does not, and people talk on without Redis', async () => {
  await using chat = await startChat({ REDIS_URL: 'redis://127.0.0.1:1' });
  const ask = async (path: string) => (await fetch(`http://127.0.0.1:${chat.port}/health/${path}`)).status;
  assert.deepEqual([await ask('live'), await ask('ready')], [200, 503]);
  const annas = new Client(chat.port, await chat.issuer.token(anna));
  await annas.next('welcome');
  annas.say('anybody here?');
  await annas.next('message');
  annas.socket.terminate();
});
