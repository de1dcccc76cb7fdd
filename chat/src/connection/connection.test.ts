import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import test from 'node:test';
import fc from 'fast-check';
import { WebSocketServer } from 'ws';
import type { RoomTokenClaims } from '../protocol.ts';
import type { Room } from '../room/room.ts';
import { anna } from '../testing/people.ts';
import { upgradeRequestText } from '../testing/upgrade-request.ts';
import { TIMING } from '../timing.ts';
import { Connection } from './connection.ts';
import { ChatSocket } from './socket.ts';

const NO_HANDLERS = { handleFrame() {}, handlePing() {}, handleClose() {}, handleError() {} };

/** A server whose connections are in no room, and whose peers speak bytes. */
async function openServer() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, WebSocket: ChatSocket });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    async open() {
      const peer = connect(port, '127.0.0.1');
      peer.write(upgradeRequestText('none'));
      const [socket, { socket: stream }] = (await once(server, 'connection')) as [
        ChatSocket,
        IncomingMessage,
      ];
      await once(peer, 'data');
      const claims = { sub: anna.id, name: anna.name, exp: 0 } as RoomTokenClaims;
      const connection = new Connection({
        socket,
        stream,
        claims,
        token: undefined,
        room: {} as Room,
        requestId: '',
        handlers: NO_HANDLERS,
        timing: TIMING,
      });
      const end = () => {
        peer.destroy();
        connection.terminate();
      };
      return { peer, stream, connection, [Symbol.dispose]: end };
    },
    [Symbol.dispose]: () => void server.close(),
  };
}

const CHUNK = 128 * 1024;
/** Writes, by their size in bytes, and other events. */
const act = fc.oneof(
  fc.nat({ max: 2000 }),
  fc.nat({ max: CHUNK }),
  fc.constantFrom('pause', 'resume', 'wait', 'pong'),
);

test('every byte arrives once and in order, however much is written and however slowly it is read', async () => {
  using server = await openServer();
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      using opened = await server.open();
      const { peer, stream, connection } = opened;
      const [sent, come]: [Buffer[], Buffer[]] = [[], []];
      peer.on('data', (chunk) => come.push(chunk));
      const write = (size: number) => {
        const bytes = randomBytes(size);
        connection.write(bytes);
        if (!connection.isClosed) sent.push(bytes);
      };
      // Only when the kernel takes no more there are two ways that bytes could overtake each other on.
      peer.pause();
      while (stream.writableLength === 0) write(CHUNK);
      for (const one of acts) {
        if (one === 'pause') peer.pause();
        else if (one === 'resume') peer.resume();
        else if (one === 'wait') await new Promise((resolve) => setImmediate(resolve));
        else if (one === 'pong') {
          connection.pong(Buffer.from('?'));
          if (!connection.isClosed) sent.push(Buffer.from([0x8a, 1, 63]));
        } else write(one);
      }
      const expected = Buffer.concat(sent);
      peer.resume();
      const patience = { signal: AbortSignal.timeout(10_000) };
      while (come.reduce((sum, { length }) => sum + length, 0) < expected.length)
        await once(peer, 'data', patience);
      // A reader that falls too far behind gets a closing frame afterwards.
      assert.ok(Buffer.concat(come).subarray(0, expected.length).equals(expected));
    }),
    { numRuns: 60, endOnFailure: true },
  );
});
