import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import test from 'node:test';
import { descriptorOf, writeDirectly } from './direct-write.ts';

/** A server's end and a client's end of one connection after the other. */
async function openServer() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    async open(): Promise<[Socket, Socket]> {
      const theirs = connect(port, '127.0.0.1');
      const [ours] = (await once(server, 'connection')) as [Socket];
      for (const socket of [ours, theirs]) socket.on('error', () => {});
      return [ours, theirs];
    },
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

test('a frame for a closed connection never reaches the connection that reuses its descriptor', async () => {
  await using server = await openServer();
  const [ours, theirs] = await server.open();
  const descriptor = descriptorOf(ours);
  ours.destroy();
  theirs.destroy();
  const others = [await server.open()];
  while (!others.flat().some((end) => descriptorOf(end) === descriptor)) others.push(await server.open());
  writeDirectly(ours, descriptor, Buffer.from('for Anna only'));
  for (const [one, other] of others) {
    one.end('for Boris');
    other.end('for Boris');
    for (const end of [one, other]) assert.equal(String(Buffer.concat(await end.toArray())), 'for Boris');
  }
});
