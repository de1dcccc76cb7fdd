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
