import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Hears one connection: what is asked of the server, and what it says. */
export type Listener = { asked(data: Buffer): void; answered?(data: Buffer): void };

/**
 * Stands before a server and passes everything on, so that a test can hear what is really sent.
 *
 * @param url of the server; plain, not TLS
 * @param listen makes the listener of each connection
 * @returns the same URL with the relay's own address
 */
export async function relay(url: string, listen: () => Listener) {
  const { port, hostname: host } = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const listener = listen();
    const upstream = connect({ port: Number(port), host, noDelay: true });
    client.on('data', (data) => listener.asked(data));
    upstream.on('data', (data) => listener.answered?.(data));
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const here = new URL(url);
  here.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: here.href,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
