import type { Server } from 'node:http';
import { listen } from '@lantern/service/lifecycle';
import { createLog } from '@lantern/service/log';
import { createLocalJWKSet } from 'jose';
import type { ClientOptions } from 'ws';
import { buildChat, type ChatParts } from '../chat.ts';
import { localCluster } from '../cluster/local.ts';
import type { Member } from '../protocol.ts';
import { createChatServer } from '../server.ts';
import { Client } from './client.ts';
import { createIssuer, type Issuer, type TokenOptions } from './issuer.ts';

/**
 * A chat service on a port of its own, with everything real but web, and clockwork that ticks faster.
 *
 * @param known whose tokens it takes; absent: one of its own
 */
export async function openChatFixture(parts: Partial<ChatParts> = {}, known?: Issuer) {
  const issuer = known ?? (await createIssuer());
  const cluster = parts.cluster ?? localCluster();
  const lines: string[] = [];
  const chat = buildChat({
    keys: createLocalJWKSet(issuer.jwks),
    log: createLog('chat', 'trace', { destination: { write: (line) => void lines.push(line) } }),
    messagesPerMinute: 100,
    socketsPerPerson: 10,
    allowedOrigins: [],
    ...parts,
    cluster,
    timing: { tick: 20, grace: 40, ...parts.timing },
  });
  const server: Server = createChatServer({
    upgrade: chat.upgrade,
    ready: chat.ready,
    timeout: parts.timing?.handshake,
  });
  const port = await listen(server, { port: 0, host: '127.0.0.1' });
  const clients: Client[] = [];

  /** Opens a socket with any token, valid or not. */
  function connect(token: string, options?: ClientOptions): Client {
    const client = new Client(port, token, options);
    clients.push(client);
    return client;
  }

  return {
    issuer,
    cluster,
    chat,
    port,
    /** The lines of the log. */
    lines,
    connect,
    /** Opens a page: resolves when it was welcomed. */
    async enter(person: Member, options: TokenOptions = {}): Promise<Client> {
      const client = connect(await issuer.token(person, options));
      await client.next('welcome');
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const { socket } of clients) socket.terminate();
      await chat.drain();
      await cluster.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type ChatFixture = Awaited<ReturnType<typeof openChatFixture>>;
