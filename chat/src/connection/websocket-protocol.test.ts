import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import test from 'node:test';
import fc from 'fast-check';
import { WebSocketServer } from 'ws';
import { type ChatFixture, openChatFixture } from '../testing/chat-fixture.ts';
import { anna, boris } from '../testing/people.ts';
import { upgradeRequestText } from '../testing/upgrade-request.ts';
import { ChatSocket } from './socket.ts';

/** A socket of Anna's that speaks bytes, not frames; resolves when the door let it in. */
async function enterRaw(fixture: ChatFixture) {
  const socket = connect(fixture.port, '127.0.0.1');
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.write(upgradeRequestText(await fixture.issuer.token(anna)));
  await new Promise((resolve) => socket.once('data', resolve));
  socket.resume();
  return { socket, closed };
}

const masked = (first: number, payload: Buffer) =>
  Buffer.concat([Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0]), payload]);

test('frames that break the WebSocket protocol close that socket only (row 37)', async () => {
  await using fixture = await openChatFixture({ timing: { closeTimeout: 200 } });
  const boriss = await fixture.enter(boris);
  const broken = {
    'not masked': Buffer.from([0x81, 1, 0x20]),
    'reserved bits': masked(0xf1, Buffer.from('x')),
    'unknown opcode': masked(0x83, Buffer.from('x')),
    'continuation of nothing': masked(0x80, Buffer.from('x')),
    'fragmented ping': masked(0x09, Buffer.from('x')),
    'invalid UTF-8': masked(0x81, Buffer.from([0xff, 0xfe])),
    'close code that does not exist': masked(0x88, Buffer.from([0x00, 0x01])),
    'a length of 2^63': Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    'fragments without end': Buffer.concat([
      masked(0x01, Buffer.from('x')),
      ...Array(300).fill(masked(0, Buffer.from('x'))),
    ]),
  };
  for (const [name, bytes] of Object.entries(broken)) {
    const { socket, closed } = await enterRaw(fixture);
    socket.write(bytes);
    await closed;
    assert.ok(socket.destroyed, name);
  }
  await boriss.settled();
});

test('arbitrary bytes after the handshake do not disturb others', async () => {
  await using fixture = await openChatFixture({
    timing: { closeTimeout: 200 },
    socketsPerPerson: 1000,
    messagesPerMinute: 100_000,
  });
  const boriss = await fixture.enter(boris);
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), async (chunks) => {
      const { socket, closed } = await enterRaw(fixture);
      for (const chunk of chunks) socket.write(chunk);
      socket.end();
      await closed;
      round += 1;
      boriss.say(`round ${round}`);
      while ((await boriss.next('message')).text !== `round ${round}`);
    }),
    { numRuns: 50 },
  );
});

test('of several pings at once the last is answered (row 37)', async () => {
  await using fixture = await openChatFixture();
  const { socket } = await enterRaw(fixture);
  const pings = Array.from({ length: 50 }, (_, i) => masked(0x89, Buffer.from([i])));
  socket.write(Buffer.concat(pings));
  const [answers] = await once(socket, 'data');
  assert.deepEqual([...answers], [0x8a, 1, 49]);
  socket.destroy();
});

test('a throttled client’s frames are read one for each turn of the loop, and none is lost (row 37)', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, WebSocket: ChatSocket });
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write(upgradeRequestText('none'));
  const [socket] = (await once(server, 'connection')) as [ChatSocket];
  const [said, turns]: [string[], Set<number>] = [[], new Set()];
  let turn = 0;
  const all = new Promise<void>((resolve) => {
    socket.on('message', (text) => {
      if (said.length === 0) setImmediate(count);
      else turns.add(turn);
      said.push(String(text));
      socket.throttle();
      if (said.length === 20) resolve();
    });
    const count = () => {
      turn += 1;
      if (said.length < 20) setImmediate(count);
    };
  });
  const frames = Array.from({ length: 20 }, (_, i) => masked(0x81, Buffer.from(`${i}`)));
  client.write(Buffer.concat(frames));
  await all;
  assert.deepEqual(
    said,
    Array.from({ length: 20 }, (_, i) => `${i}`),
  );
  assert.equal(turns.size, 19);
  client.destroy();
  server.close();
});
