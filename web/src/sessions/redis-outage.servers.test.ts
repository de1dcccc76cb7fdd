import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { clusterOverRedis } from '@lantern/chat/cluster/redis';
import { createLog } from '@lantern/service/log';
import { startRedis } from '../../../testing/servers/redis.ts';
import { type OpenSocket, startChat } from '../../testing/chat.ts';
import { runProgram } from '../../testing/console.ts';
import { freshDatabase } from '../../testing/database.ts';
import { type PersonName, people } from '../../testing/people/people.ts';
import type { Program } from '../../testing/people/program.ts';
import { SECRET, serverParts, testSite } from '../../testing/website.ts';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
const databaseUrl = await freshDatabase(process.env.TEST_DATABASE_URL ?? '');
const log = createLog('web', 'silent');
// Whatever it held is gone when it is back.
const redis = await startRedis(['appendonly no']);
const parts = await serverParts(log, databaseUrl, redis.url);
const site = await testSite({ parts });
const cluster = clusterOverRedis({ url: redis.url, log });
const ofChat = { ...site, parts: { ...parts, cluster } };
const chat = await startChat(ofChat);
after(async () => {
  await cluster.close();
  await parts.close();
  await redis.stop();
});

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await new Promise(setImmediate);
}
const isReady = async () => (await fetch(`${site.url}/health/ready`)).status === 200;
const isUp = async () => parts.cluster.isConnected() && cluster.isConnected() && (await isReady());

async function enter(pass: string): Promise<OpenSocket> {
  const socket = await chat.enter(pass);
  assert.ok(typeof socket === 'object', `refused with ${socket}`);
  await socket.answers();
  return socket;
}

let room = '';
/** Somebody's program, with a room token and the socket that it opened. */
async function inRoom(name: PersonName) {
  const program = site.program();
  await program.register(name);
  await program.signIn(name);
  room ||= (await program.post('/rooms', { name: 'The kitchen' })).body.id;
  const pass = (await program.post(`/rooms/${room}/token`)).body.token;
  return { program, pass, socket: await enter(pass) };
}

async function assertEnded({ program, pass }: { program: Program; pass: string }, why: string) {
  const asked = await program.get('/users/me');
  assert.deepEqual([asked.status, asked.body.code], [401, 'token_revoked'], why);
  assert.equal((await program.refresh()).status, 401, why);
  assert.equal(await chat.enter(pass), 401, why);
  assert.equal(await (await startChat(ofChat)).enter(pass), 401, `${why}, at a chat that starts later`);
}

test('a revoked sign-in stays revoked after Redis comes back empty (row 44)', async () => {
  await until(isUp);
  const anna = await inRoom('anna');
  const boris = await inRoom('boris');
  const clara = await inRoom('clara');
  const browser = site.visitor();
  await browser.signIn('anna');
  const left = site.visitor();
  for (const [name, value] of browser.cookies) left.cookies.set(name, value);
  await browser.submit('/', '/logout');
  assert.equal((await anna.program.post('/auth/logout')).status, 204);
  await anna.socket.expired;

  await redis.halt();
  await until(() => !cluster.isConnected());
  const env = { DATABASE_URL: databaseUrl, REDIS_URL: redis.url, LANTERN_SECRET: SECRET };
  const { code, err } = await runProgram(cli, ['disable-user', '--email', people.boris.email], env);
  assert.equal(code, 0, err);
  await redis.start();
  await until(isUp);

  await boris.socket.expired;
  await assertEnded(anna, 'signed out before');
  await assertEnded(boris, 'disabled meanwhile');
  assert.equal((await left.get('/settings')).location, '/login?next=%2Fsettings');
  await clara.socket.answers();
  await enter(clara.pass);
  assert.equal((await clara.program.refresh()).status, 200, 'the others go on');
});
