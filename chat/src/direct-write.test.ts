import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import test from 'node:test';
import fc from 'fast-check';
import { descriptorOf, NONE, writeDirectly } from './direct-write.ts';

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

test('every byte arrives once and in order, however large the writes are and however slowly they are read', async () => {
  await using server = await openServer();
  const act = fc.oneof(
    { weight: 6, arbitrary: fc.record({ size: fc.nat({ max: 300_000 }), plain: fc.boolean() }) },
    { weight: 1, arbitrary: fc.constantFrom('pause', 'resume', 'wait') },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const [ours, theirs] = await server.open();
      const descriptor = descriptorOf(ours);
      assert.notEqual(descriptor, NONE);
      const [sent, come]: [Buffer[], Buffer[]] = [[], []];
      theirs.on('data', (chunk) => come.push(chunk));
      for (const one of acts) {
        if (one === 'pause') theirs.pause();
        else if (one === 'resume') theirs.resume();
        else if (one === 'wait') await new Promise((resolve) => setImmediate(resolve));
        else {
          const bytes = randomBytes(one.size);
          sent.push(bytes);
          // The library writes to the stream by itself now and then.
          if (one.plain) ours.write(bytes);
          else writeDirectly(ours, descriptor, bytes);
        }
      }
      theirs.resume();
      ours.end();
      await once(theirs, 'end');
      assert.ok(Buffer.concat(come).equals(Buffer.concat(sent)));
      theirs.destroy();
    }),
    { numRuns: 30 },
  );
});

test('what is for a connection that is gone never reaches the one that has its descriptor now', async () => {
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
