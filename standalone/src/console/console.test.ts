import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openEmbedded } from '@lantern/db/embedded';
import { decodeProtectedHeader } from 'jose';
import { Client } from '../../../chat/src/testing/client.ts';
import { freePort } from '../../../testing/servers/server.ts';
import { runProgram } from '../../../web/testing/console.ts';
import { people } from '../../../web/testing/people/people.ts';
import { Visitor } from '../../../web/testing/people/visitor.ts';
import { dataFolder, start, stop } from '../../testing/instance.ts';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
const folder = await dataFolder();
const run = (words: string, input?: string) => runProgram(cli, words.split(' '), { DATA_DIR: folder }, input);
const { anna, boris } = people;
const other = 'Seven 7 seas & a tram';

const created = await run(`create-superuser --email ${anna.email} --password-stdin`, `${anna.password}\n`);
const port = String(await freePort());
const url = `http://127.0.0.1:${port}`;
const begin = () => start(folder, { LOG_LEVEL: 'info', PORT: port, PUBLIC_URL: url });
const first = await begin();
/** The one that runs: starting one takes longer than what a test does with it. */
let instance = first;

async function tokenFor(visitor: Visitor, room: string): Promise<string> {
  const headers = { accept: 'application/json', 'x-csrf-token': await visitor.token('/') };
  const { text } = await visitor.request(`/chat/${room}/token`, { method: 'POST', headers });
  return JSON.parse(text).token;
}

const enter = async (token: string) => {
  const client = new Client(Number(port), token);
  await client.next('welcome');
  return client;
};

test('before the first start the console makes the database, and the superuser can sign in then', async () => {
  const out = `${anna.email} is a superuser now and can sign in.\n`;
  assert.deepEqual(created, { code: 0, out, err: '' });
  assert.equal((await new Visitor(url).signIn('anna')).status, 303);
  assert.doesNotMatch((await new Visitor(url).get('/')).text, /create-superuser/);
});

test('a running server does the console’s work, with exit codes and questions', async () => {
  await new Visitor(url).signUp('boris');
  assert.match((await run('list-users')).out, new RegExp(boris.email));
  assert.equal((await run('disable-user --login nobody')).code, 1);
  assert.equal((await run('disable-user')).code, 2);

  const reset = await run('reset-password --login boris --password-stdin', other);
  assert.deepEqual(reset, { code: 0, out: `${boris.email} has a new password.\n`, err: '' });
  assert.equal((await new Visitor(url).signIn('boris')).status, 401);
  const renewed = { email: boris.email, password: other };
  assert.equal((await new Visitor(url).submit('/login', '/login', renewed)).status, 303);
});

test('an account disabled through a running server leaves rooms and pages (row 12)', async () => {
  const annas = new Visitor(url);
  await annas.signIn('anna');
  const room = await annas.createRoom('Not for everybody');
  const dora = { email: 'dora@example.org', password: 'Four kettles & 1 cup' };
  const doras = new Visitor(url);
  await doras.submit('/signup', '/signup', dora);
  const client = await enter(await tokenFor(doras, room));
  const disabled = await run(`disable-user --email ${dora.email}`);
  assert.deepEqual(disabled, { code: 0, out: `${dora.email} is disabled.\n`, err: '' });
  assert.equal(await client.closed, 4401);
  assert.match((await doras.get('/')).text, /href="\/signup"/);
});

test('only the owner of the data can use the server’s socket, and invalid requests are closed', async () => {
  const socket = join(folder, 'lantern.sock');
  assert.equal((await stat(socket)).mode & 0o777, 0o600);
  const closed = await new Promise((done) => {
    const connection = connect(socket, () => connection.write('GET / HTTP/1.1\r\n\r\n'));
    connection.on('data', () => {}).on('close', done);
  });
  assert.equal(closed, false);
  assert.equal((await run('list-users')).code, 0);
});

let link = '';

test('a link from a running server has its configured address', async () => {
  const { out, err } = await run('reset-link --login boris');
  link = out;
  assert.ok(link.startsWith(`${url}/password-reset?token=`), err);
  const { pathname, search } = new URL(link);
  assert.equal((await new Visitor(url).get(pathname + search)).status, 200);
});

test('a key that is rotated while the server runs shows at once; in time it signs, and its and older tokens open rooms', async () => {
  const visitor = new Visitor(url);
  await visitor.signIn('anna');
  const room = await visitor.createRoom('A room with two keys');
  const old = await tokenFor(visitor, room);
  const { out } = await run('rotate-keys');
  const kid = /key is (\S+)\./.exec(out)?.[1];
  const { keys } = JSON.parse((await visitor.get('/.well-known/jwks.json')).text);
  assert.deepEqual([keys.length, keys[0].kid], [2, kid]);
  await stop(instance);

  const database = await openEmbedded({ kind: 'folder', folder: join(folder, 'pglite') });
  await database.query(`update signing_keys set created_at = created_at - interval '3 minutes'`);
  await database.close();
  instance = await begin();
  const again = new Visitor(url);
  await again.signIn('anna');
  const fresh = await tokenFor(again, room);
  assert.equal(decodeProtectedHeader(fresh).kid, kid);
  for (const token of [old, fresh]) (await enter(token)).socket.close();
});

test('a waiting console does not prevent the server from stopping', async () => {
  const connection = connect(join(folder, 'lantern.sock'));
  const asked = new Promise((done) => connection.once('data', done));
  const words = ['reset-password', '--login', 'boris'];
  connection.write(`${JSON.stringify({ words, interactive: true })}\n`);
  assert.match(String(await asked), /"ask":"Password:","hidden":true/);
  await stop(instance);
});

test('without a server, a link has the given address', async () => {
  const { out } = await run('reset-link --login boris --url http://lantern.test');
  assert.match(out, /^http:\/\/lantern\.test\/password-reset\?token=/);
  assert.notEqual(new URL(out).search, new URL(link).search);
});

test('the log has the commands, without passwords and links (row 41)', () => {
  const log = first.output() + instance.output();
  assert.match(log, /"command":"reset-password"/);
  assert.match(log, /"command":"reset-link"/);
  for (const secret of [anna.password, other, new URL(link).search.slice('?token='.length)])
    assert.ok(!log.includes(secret), secret);
});
