import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { createLog } from '@lantern/service/log';
import { freshDatabase } from '../../testing/database.ts';
import { serverParts, testSite } from '../../testing/website.ts';

const { TEST_DATABASE_URL = '', TEST_REDIS_URL = '' } = process.env;
const CALLS = 1000;
const url = await freshDatabase(TEST_DATABASE_URL);
const parts = await serverParts(createLog('web', 'silent'), url, TEST_REDIS_URL);
const site = await testSite({ parts });
after(() => parts.close());

async function connected() {
  const socket = connect(Number(new URL(site.url).port), '127.0.0.1').setEncoding('utf8');
  await once(socket, 'connect');
  return socket;
}

test('a thousand calls that come in one moment are all answered, because none of them would wait for long (row 58)', async () => {
  const program = site.program();
  await program.register('anna');
  const { token } = (await program.signIn('anna')).body;
  const call = `GET /users/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`;
  const sockets = await Promise.all(Array.from({ length: CALLS }, connected));
  const answers = sockets.map(async (socket) => (await socket.toArray()).join('').split('\r\n', 1)[0]);
  for (const socket of sockets) socket.write(call);
  const counted = new Map<string | undefined, number>();
  for (const status of await Promise.all(answers)) counted.set(status, (counted.get(status) ?? 0) + 1);
  assert.deepEqual([...counted], [['HTTP/1.1 200 OK', CALLS]]);
});
