import assert from 'node:assert/strict';
import test from 'node:test';
import { startChat } from './testing/child-process.ts';
import { Client } from './testing/client.ts';
import { anna, boris } from './testing/people.ts';

const { TEST_REDIS_URL = '' } = process.env;

test('after SIGTERM a process with peers answers its gateway and works on until its members have gone', async () => {
  await using chat = await startChat({ REDIS_URL: TEST_REDIS_URL });
  const accepting = async () => (await fetch(`http://127.0.0.1:${chat.port}/health/accepting`)).status;
  const [annas, boriss] = [
    new Client(chat.port, await chat.issuer.token(anna)),
    new Client(chat.port, await chat.issuer.token(boris)),
  ];
  for (const client of [annas, boriss]) await client.next('welcome');
  assert.equal(await accepting(), 200);
  const stopped = chat.stop();
  assert.equal((await annas.next('closing')).reason, 'restart');
  // A gateway whose checks are refused would end the sockets.
  assert.equal(await accepting(), 404);
  boriss.say('still here');
  assert.equal((await annas.next('message')).text, 'still here');
  annas.socket.close();
  boriss.socket.close();
  assert.equal(await stopped, 0);
});
