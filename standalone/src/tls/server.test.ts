import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { type AddressInfo, connect as connectPlain, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { makeCertificate } from '../../../testing/certificates.ts';
import { readCertificate } from './certificate.ts';
import { createSecureServer } from './server.ts';

/** In milliseconds: what everybody gets here for the first byte, the handshake and the head. */
const WITHIN = 300;

async function serve(t: TestContext, publicHost?: string, within = WITHIN) {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-tls-'));
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const { cert, key } = makeCertificate();
  await writeFile(files.cert, cert);
  await writeFile(files.key, key);
  const answers = new EventEmitter();
  const request: RequestListener = async (req, res) => {
    if (req.url === '/slow') {
      answers.emit('asked');
      await once(answers, 'answer');
    }
    res.end(`secure ${req.url}`);
  };
  const upgrade = (_req: unknown, stream: { end(text: string): void }) => stream.end('upgraded');
  const secure = createSecureServer({ request, upgrade }, await readCertificate(files), {
    publicHost,
    within,
  });
  const { server } = secure;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(async () => {
    server.closeAllConnections();
    await secure.close();
    await rm(folder, { recursive: true });
  });
  const { port } = server.address() as AddressInfo;
  return {
    secure,
    answers,
    plain: () => watched(connectPlain(port, '127.0.0.1')),
    tls: async (options: ConnectionOptions = {}) => {
      const socket = connect({ port, host: '127.0.0.1', ca: cert, ...options });
      await once(socket, 'secureConnect');
      return watched(socket);
    },
  };
}

function watched<Kind extends Socket | TLSSocket>(socket: Kind) {
  let text = '';
  socket.setEncoding('utf8').on('data', (part) => (text += part));
  socket.on('error', () => {});
  return { socket, text: () => text, closed: once(socket, 'close') };
}

const get = (path: string, ...headers: string[]) =>
  `GET ${path} HTTP/1.1\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`;
const close = 'Connection: close';
const webSocket = ['Connection: Upgrade', 'Upgrade: websocket'];

/** What comes back for these bytes, until the server hangs up. */
async function answerOf(client: ReturnType<typeof watched>, ...parts: string[]): Promise<string> {
  for (const part of parts) client.socket.write(part);
  await client.closed;
  return client.text();
}

test('one port serves HTTPS, also to a client that sends the first byte alone, and redirects plain HTTP (row 63)', async (t) => {
  const { plain, tls } = await serve(t);
  assert.match(await answerOf(await tls(), get('/a', 'Host: lantern', close)), /secure \/a$/);
  assert.equal(await answerOf(await tls(), get('/ws', 'Host: lantern', ...webSocket)), 'upgraded');

  for (const [path, expected] of [
    ['/a?b=c', '/a?b=c'],
    ['//evil.example', '//evil.example'],
    ['http://evil.example/a?b', '/a?b'],
  ] as const)
    for (const headers of [[], webSocket]) {
      const answer = await answerOf(plain(), get(path, 'Host: lantern:8443', ...headers));
      assert.match(answer, /^HTTP\/1\.1 308 Permanent Redirect\r\n/);
      assert.ok(answer.includes(`\r\nLocation: https://lantern:8443${expected}\r\n`), answer);
      assert.match(answer, /\r\nCache-Control: no-store\r\n/);
      assert.doesNotMatch(answer, /secure|upgraded|Strict-Transport/);
    }
  const post = 'POST /login HTTP/1.1\r\nHost: lantern\r\nContent-Length: 3\r\n\r\na=b';
  assert.match(await answerOf(plain(), ...post), /^HTTP\/1\.1 308 /);
});

test('a redirect leads to PUBLIC_URL whatever host was asked for, and without it to no host that is none (row 63)', async (t) => {
  const hosts = ['evil.example/', 'a@b', 'a?b', 'a"b', 'x\\y'];
  const own = await serve(t);
  for (const host of hosts)
    for (const headers of [[], webSocket])
      assert.match(
        await answerOf(own.plain(), get('/', `Host: ${host}`, close, ...headers)),
        /^HTTP\/1\.1 400 /,
        host,
      );
  const named = await serve(t, 'chat.example.org');
  for (const host of hosts)
    assert.match(
      await answerOf(named.plain(), get('/x', `Host: ${host}`)),
      /Location: https:\/\/chat\.example\.org\/x\r\n/,
    );
});

test('TLS 1.2 and 1.3 are spoken, with forward secrecy and HTTP/1.1 (row 63)', async (t) => {
  const { tls } = await serve(t);
  const of = async (options: ConnectionOptions) => (await tls(options)).socket as TLSSocket;
  const newest = await of({ ALPNProtocols: ['h2', 'http/1.1'] });
  assert.deepEqual([newest.getProtocol(), newest.alpnProtocol], ['TLSv1.3', 'http/1.1']);
  const older = await of({ maxVersion: 'TLSv1.2' });
  assert.match(older.getCipher().name, /^ECDHE-/);
  const lax = { ciphers: 'ALL:@SECLEVEL=0', minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const;
  await assert.rejects(of(lax), /alert protocol version/);
  await assert.rejects(of({ ciphers: 'AES128-SHA256', maxVersion: 'TLSv1.2' }), /alert handshake failure/);
});

test('a connection without a complete TLS handshake is closed, and one that ends at once causes no error (row 63)', async (t) => {
  const { plain, tls, secure } = await serve(t);
  const hello = '\x16\x03\x01\x02\x00\x01';
  const cut = [plain(), plain(), plain(), plain(), await tls(), await tls()] as const;
  cut[1].socket.write('\x16');
  cut[2].socket.write(hello, 'latin1');
  cut[3].socket.write('GET / HTTP/1.1\r\nHost: lan');
  cut[4].socket.write('GET / HTTP/1.1\r\nHost: lan');
  cut[5].socket.write('G');
  for (const bytes of ['', '\x16', hello, 'GET', get('/', 'Host: lantern')]) {
    const { socket } = plain();
    socket.write(bytes, 'latin1', () => socket.resetAndDestroy());
    const gone = plain();
    gone.socket.end(bytes, 'latin1');
    await gone.closed;
  }
  for (const { closed } of cut) await closed;
  assert.match(await answerOf(await tls(), get('/', 'Host: lantern', close)), /secure/);
  assert.equal(await new Promise((done) => secure.server.getConnections((_, count) => done(count))), 0);
});

test('a stop waits for nobody who has asked for nothing, whatever of a handshake or request they sent (row 63)', async (t) => {
  const { plain, tls, secure } = await serve(t, undefined, 60_000);
  const idle = await tls();
  idle.socket.write(get('/', 'Host: lantern'));
  await once(idle.socket, 'data');
  const strangers = ['', '\x16', '\x16\x03\x01\x02\x00\x01'].map((bytes) => ({ ...plain(), bytes }));
  for (const { socket, bytes } of strangers) {
    await once(socket, 'connect');
    socket.write(bytes, 'latin1');
  }
  await answerOf(await tls(), get('/', 'Host: lantern', close));
  const started = Date.now();
  await secure.close();
  assert.ok(Date.now() - started < 5000, String(Date.now() - started));
  await Promise.all([idle, ...strangers].map(({ closed }) => closed));
});

test('a stop lets running requests finish, and keeps no connection for more (row 63)', async (t) => {
  const { tls, secure, answers } = await serve(t, undefined, 60_000);
  const running = await tls();
  const asked = once(answers, 'asked');
  running.socket.write(get('/slow', 'Host: lantern', close));
  await asked;
  const beginning = await tls();
  beginning.socket.write('GET /late HTTP/1.1\r\n');
  await answerOf(await tls(), get('/', 'Host: lantern', close));
  const stopped = secure.close();
  beginning.socket.write('Host: lantern\r\n\r\n');
  await beginning.closed;
  assert.match(beginning.text(), /^HTTP\/1\.1 200 .*\r\nConnection: close\r\n.*secure \/late$/s);
  answers.emit('answer');
  await running.closed;
  assert.match(running.text(), /secure \/slow$/);
  await stopped;
});
