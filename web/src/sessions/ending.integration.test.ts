import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type OpenSocket, startChat } from '../../testing/chat.ts';
import { people } from '../../testing/people/people.ts';
import type { Program } from '../../testing/people/program.ts';
import type { Visitor } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const chat = await startChat(site);
let room = '';

before(async () => {
  for (const name of ['anna', 'boris'] as const) await site.program().register(name);
  const program = await signedIn('boris');
  room = (await program.post('/rooms', { name: 'The kitchen' })).body.id;
});

async function signedIn(name: 'anna' | 'boris'): Promise<Program> {
  const program = site.program();
  await program.signIn(name);
  return program;
}

async function browser(): Promise<Visitor> {
  const visitor = site.visitor();
  await visitor.signIn('anna');
  return visitor;
}

const passOf = async (program: Program): Promise<string> =>
  (await program.post(`/rooms/${room}/token`)).body.token;

async function pagePassOf(visitor: Visitor): Promise<string> {
  const page = await visitor.post(`/chat/${room}/token`, { _csrf: await visitor.token('/') });
  return JSON.parse(page.text).token;
}

async function enter(token: string): Promise<OpenSocket> {
  const socket = await chat.enter(token);
  assert.ok(typeof socket === 'object', `refused with ${socket}`);
  await socket.answers();
  return socket;
}

/** The token is good nowhere: at this chat, at one that starts later, and for commands. */
async function refused(token: string): Promise<void> {
  assert.equal(await chat.enter(token), 401);
  assert.equal(await (await startChat(site)).enter(token), 401);
  const headers = { authorization: `Bearer ${token}` };
  const command = await site.program().post('/commands', { text: '/help' }, headers);
  assert.deepEqual([command.status, command.body.code], [401, 'token_revoked']);
}

test('signing out on a page closes its chat sockets and ends its room tokens, and no other sign-in’s (row 44)', async () => {
  const [here, elsewhere] = [await browser(), await browser()];
  const [token, other] = [await pagePassOf(here), await pagePassOf(elsewhere)];
  const [socket, open] = [await enter(token), await enter(other)];
  await here.submit('/', '/logout', {});
  await socket.expired;
  await refused(token);
  await open.answers();
  await enter(other);
});

test('signing in anew in a browser ends what hung on the sign-in before (row 44)', async () => {
  const visitor = await browser();
  const token = await pagePassOf(visitor);
  const socket = await enter(token);
  const right = { email: people.anna.email, password: people.anna.password };
  const wrong = { email: people.boris.email, password: 'x' };
  await visitor.post('/login', { _csrf: await visitor.token('/settings'), ...wrong });
  await socket.answers();
  assert.equal((await visitor.submit('/settings', '/login', right)).status, 303);
  await socket.expired;
  await refused(token);
});

test('POST /auth/logout ends every token of the sign-in, older ones too, and its sockets (row 44)', async () => {
  const [program, other] = [await signedIn('anna'), await signedIn('anna')];
  const [older, token] = [program.token, await passOf(program)];
  const [socket, open] = [await enter(token), await enter(await passOf(other))];
  await program.refresh();
  assert.equal((await program.post('/auth/logout')).status, 204);
  await socket.expired;
  for (const access of [older, program.token]) {
    const asked = await site.program().get('/users/me', { authorization: `Bearer ${access}` });
    assert.deepEqual([asked.status, asked.body.code], [401, 'token_revoked']);
  }
  assert.equal((await program.refresh()).status, 401);
  await refused(token);
  await open.answers();
});

test('a refresh token that comes back closes the sockets of its sign-in (row 44)', async () => {
  const program = await signedIn('anna');
  const stolen = program.refreshToken;
  const token = await passOf(program);
  const socket = await enter(token);
  await program.refresh();
  const thief = { 'user-agent': 'a thief' };
  await site.program().post('/auth/refresh', { refresh_token: stolen }, thief);
  await socket.expired;
  await refused(token);
});

test('ending one session in the list closes its sockets, and its alone (row 44)', async () => {
  const [program, other] = [await signedIn('anna'), await signedIn('anna')];
  const token = await passOf(other);
  const [open, socket] = [await enter(await passOf(program)), await enter(token)];
  const { items } = (await other.get('/users/me/sessions')).body;
  assert.equal((await program.call('DELETE', `/users/me/sessions/${items[0].id}`)).status, 204);
  await socket.expired;
  await refused(token);
  await open.answers();
});

test('no chat process accepts old tokens of an account that was disabled or signed out everywhere (row 44)', async () => {
  await site.superuser('clara');
  const clara = site.program();
  await clara.signIn('clara');
  const program = await signedIn('anna');
  const anna = (await program.get('/users/me')).body.id;
  for (const [method, path] of [
    ['POST', 'sign-out'],
    ['PUT', 'disabled'],
  ] as const) {
    if (method === 'PUT') await program.signIn('anna');
    const token = await passOf(program);
    const socket = await enter(token);
    assert.equal((await clara.call(method, `/users/${anna}/${path}`)).status, 204);
    await socket.expired;
    await refused(token);
  }
  await clara.call('DELETE', `/users/${anna}/disabled`);
  await program.signIn('anna');
  await enter(await passOf(program));
});
