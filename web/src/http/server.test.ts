import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import test from 'node:test';
import { closeServer, createWebServer } from './server.ts';

test('an unfinished request is closed in time, whether its head or body is missing', async (t) => {
  const server = createWebServer(
    (request, response) => void request.resume().on('end', () => response.end()),
    600,
  );
  t.after(() => closeServer(server));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const head = 'POST /login HTTP/1.1\r\nHost: lantern\r\n';
  const answers = ['', head, `${head}Content-Length: 9\r\n\r\nemail`].map(async (beginning) => {
    const socket = connect(port, '127.0.0.1').setTimeout(10_000, () =>
      socket.destroy(new Error('still open')),
    );
    socket.write(beginning);
    assert.match(await text(socket), /^HTTP\/1\.1 408 /);
  });
  await Promise.all(answers);
});

test('a stop cuts off in the end whoever still holds a connection, also one that is no longer HTTP', async () => {
  const server = createWebServer((_request, response) => void response.writeHead(200).write('never whole'));
  server.on('upgrade', (_request, stream) => void stream.on('error', () => {}).write('never ended'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const sockets = ['', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'].map((headers) => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write(`GET / HTTP/1.1\r\nHost: lantern\r\n${headers}\r\n`);
    return socket;
  });
  await Promise.all(sockets.map((socket) => once(socket, 'data')));
  const cut = sockets.map((socket) => once(socket.resume(), 'close'));
  await closeServer(server, 100);
  await Promise.all(cut);
});
