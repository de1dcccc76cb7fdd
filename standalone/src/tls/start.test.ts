import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect as connectPlain } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { test } from 'node:test';
import { connect, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { PROTOCOL, TOKEN_PROTOCOL_PREFIX } from '@lantern/chat/protocol';
import { WebSocket } from 'ws';
import { daysFromNow, makeCertificate, type TestCertificate } from '../../../testing/certificates.ts';
import { runProgram } from '../../../web/testing/console.ts';
import { Program } from '../../../web/testing/people/program.ts';
import { Visitor } from '../../../web/testing/people/visitor.ts';
import { folderWithDatabase, type Instance, launch, start, stop } from '../../testing/instance.ts';
import { certificateFiles, readConfig } from '../config.ts';
import { readCertificate } from './certificate.ts';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
const folder = await folderWithDatabase();
const TLS_CERT = join(folder, 'cert.pem');
const TLS_KEY = join(folder, 'key.pem');

async function write({ cert, key }: TestCertificate, files = { TLS_CERT, TLS_KEY }) {
  await writeFile(files.TLS_CERT, cert);
  await writeFile(files.TLS_KEY, key);
  return files;
}

/** After a good certificate: a damaged one of its authority. */
const DAMAGED = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

/** Resolves when the instance has said something more. */
const more = ({ child }: Instance) => once(child.stdout as Readable, 'data');

async function shown(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerX509Certificate();
  socket.destroy();
  return certificate?.serialNumber;
}

test('a certificate that cannot be used is refused at the start, and it is said which file and why', async () => {
  const elsewhere = join(folder, 'elsewhere');
  const given = async (name: string, pair: Partial<TestCertificate>) => {
    const files = { TLS_CERT: join(folder, `${name}.cert`), TLS_KEY: join(folder, `${name}.key`) };
    return write({ ...makeCertificate(), ...pair }, files);
  };
  const good = await given('good', {});
  const over = makeCertificate({ from: daysFromNow(-9), to: daysFromNow(-2) });
  const damaged = makeCertificate();
  damaged.cert += DAMAGED;
  const day = daysFromNow(-2).toISOString().slice(0, 10);
  const cases: [Record<string, string>, RegExp][] = [
    [{ TLS_CERT }, /^TLS_KEY: is required with TLS_CERT/],
    [{ TLS_KEY }, /^TLS_CERT: is required with TLS_KEY/],
    [{ ...good, TLS_KEY: makeCertificate().key }, /^TLS_KEY: takes the path of a file/],
    [{ ...good, PUBLIC_URL: 'http://chat.example.org' }, /^PUBLIC_URL: has to begin with https:/],
    [{ ...good, TLS_CERT: elsewhere }, /^TLS_CERT: cannot read \S+elsewhere \(ENOENT\)$/],
    [{ ...good, TLS_KEY: folder }, /^TLS_KEY: cannot read \S+ \(EISDIR\)$/],
    [await given('empty', { cert: '' }), /^TLS_CERT: \S+ holds no certificate/],
    [await given('swapped', { key: over.cert }), /^TLS_KEY: \S+ holds no private key/],
    [await given('other', { key: over.key }), /^TLS_KEY: \S+ is not the key of the first certificate in /],
    [await given('over', over), new RegExp(`^TLS_CERT: the certificate in \\S+ expired on ${day}$`)],
    [await given('early', makeCertificate({ from: daysFromNow(2) })), /^TLS_CERT: .* is good from \S+ on$/],
    [
      await given('short', makeCertificate({ curve: 'prime192v1' })),
      /^TLS_CERT: OpenSSL refuses the certificates in \S+short\.cert \(ee key too small\)$/,
    ],
    [await given('damaged', damaged), /^TLS_CERT: OpenSSL refuses the certificates in \S+ \(.+\)$/],
  ];
  const read = async (env: Record<string, string>) => {
    const files = certificateFiles(readConfig(env));
    assert.ok(files);
    return readCertificate(files);
  };
  assert.ok((await read(good)).key);
  for (const [env, words] of cases)
    await assert.rejects(read(env), ({ message }: Error) => {
      assert.match(message, words);
      assert.doesNotMatch(message, /PRIVATE/);
      return true;
    });
  const { child, output } = launch(folder, await given('over', over));
  assert.equal((await once(child, 'exit'))[0], 1);
  assert.match(output(), /^Lantern cannot start: TLS_CERT: the certificate in \S+ expired on \S+\n$/);
});

test('accounts, rooms and sockets work over TLS, and a new certificate ends no socket (row 63)', async () => {
  const [first, second] = [makeCertificate({ to: daysFromNow(10) }), makeCertificate()];
  setDefaultCACertificates([...getCACertificates('default'), first.cert, second.cert]);
  await write(first);
  const instance = await start(folder, { TLS_CERT, TLS_KEY, LOG_LEVEL: 'info' });
  const url = instance.url.replace('localhost', '127.0.0.1');
  while (!instance.output().includes('renew it')) await more(instance);
  assert.match(instance.output(), /"level":40.*the certificate is good until \S+, 9 days: renew it/);

  const anna = new Visitor(url);
  await anna.signUp('anna');
  const page = await new Visitor(url).get('/login');
  assert.match(page.headers.getSetCookie().join(), /; Secure/);
  assert.match(page.headers.get('content-security-policy') ?? '', /connect-src 'self' wss:/);
  const program = new Program(url);
  const credentials = { email: 'boris@example.org', password: 'Quiet evening, 7 lamps' };
  await program.post('/auth/register', credentials);
  await program.signInAs(credentials);
  const room = (await program.post('/rooms', { name: 'Over TLS' })).body.id;
  const enter = async () => {
    const { body } = await program.post(`/rooms/${room}/token`);
    assert.match(body.url, /^wss:/);
    const socket = new WebSocket(body.url, [PROTOCOL, TOKEN_PROTOCOL_PREFIX + body.token]);
    const heard: string[] = [];
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data));
      if (frame.type === 'message') heard.push(frame.text);
      socket.emit('heard');
    });
    await once(socket, 'open');
    return { socket, heard };
  };
  const before = await enter();
  const moved = await fetch(`${url.replace('https:', 'http:')}/search?q=a`, { redirect: 'manual' });
  assert.deepEqual([moved.status, moved.headers.get('location')], [308, `${url}/search?q=a`]);

  const old = await shown(url);
  await writeFile(TLS_CERT, first.cert + DAMAGED);
  while (!instance.output().includes('OpenSSL refuses the certificates')) await more(instance);
  assert.match(
    instance.output(),
    /"TLS_CERT: OpenSSL refuses .*; the certificate that was read before stays in use"/,
  );
  assert.equal(await shown(url), old);
  await writeFile(TLS_CERT, second.cert);
  while (!instance.output().includes('is not the key of the first')) await more(instance);
  assert.equal(await shown(url), old);
  await writeFile(TLS_KEY, second.key);
  while (!instance.output().includes('a new certificate is in use')) await more(instance);
  assert.notEqual(await shown(url), old);
  const after = await enter();
  after.socket.send(JSON.stringify({ type: 'message', text: 'new', ref: '1' }));
  while (!before.heard.includes('new')) await once(before.socket, 'heard');
  before.socket.send(JSON.stringify({ type: 'message', text: 'old', ref: '2' }));
  while (!after.heard.includes('old')) await once(after.socket, 'heard');

  const doctor = await runProgram(cli, ['doctor'], { DATA_DIR: folder });
  assert.match(doctor.out, /^ok {7}certificate: \S+cert\.pem is good until \S+, 89 days$/m);
  await stop(instance);
});

test('a stranger who begins a handshake does not keep Lantern from stopping (row 63)', async () => {
  const instance = await start(folder, await write(makeCertificate()));
  const { port } = new URL(instance.url);
  const stranger = connectPlain(Number(port), '127.0.0.1').on('error', () => {});
  await once(stranger, 'connect');
  stranger.write('\x16', 'latin1');
  // Lantern has read that byte when it has answered who came after.
  await shown(instance.url.replace('localhost', '127.0.0.1'));
  const started = Date.now();
  await stop(instance);
  assert.ok(Date.now() - started < 8000, String(Date.now() - started));
});

test('the doctor says what is wrong with the certificate of a Lantern that does not start', async () => {
  const doctor = (env: Record<string, string>) =>
    runProgram(cli, ['doctor'], { DATA_DIR: folder, PORT: '0', TLS_CERT, TLS_KEY, ...env });
  await write(makeCertificate({ to: daysFromNow(3.5) }));
  assert.match((await doctor({})).out, /^warning {2}certificate: \S+ is good until \S+, 3 days: renew it$/m);
  await write({ ...makeCertificate(), key: makeCertificate().key });
  const { code, out } = await doctor({});
  assert.equal(code, 1);
  assert.match(out, /^wrong {4}certificate: TLS_KEY: \S+ is not the key/m);
});
