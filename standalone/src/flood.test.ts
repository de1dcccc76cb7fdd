import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROTOCOL } from '@lantern/chat/protocol';
import { Program } from '../../web/testing/people/program.ts';
import { Visitor } from '../../web/testing/people/visitor.ts';
import { folderWithDatabase, start, stop } from '../testing/instance.ts';

const floodProgram = join(import.meta.dirname, '../testing/flood.ts');
const SECONDS = 10;
/** In milliseconds, on a machine that the flood and other tests share. */
const SOON = 6000;

test('while 3,000 connections of strangers ask again and again, a member’s pages and messages take seconds at most (row 42)', async () => {
  const instance = await start(await folderWithDatabase(), { LOG_LEVEL: 'warn' });
  const { url } = instance;
  const anna = new Visitor(url);
  await anna.signUp('anna');
  const room = await anna.createRoom('Harbour');
  const program = new Program(url);
  await program.signIn('anna');
  const { token } = (await program.post(`/rooms/${room}/token`)).body;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?room=${room}`, [PROTOCOL, `jwt.${token}`]);
  await once(socket, 'open');

  const flood = spawn(process.execPath, [floodProgram, url, String(SECONDS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const over = once(flood, 'close');
  const answered = flood.stdout.setEncoding('utf8').toArray();
  let isOver = false;
  over.then(() => (isOver = true));
  const took = { page: [0], message: [0] };
  while (!isOver) {
    let from = performance.now();
    assert.equal((await anna.get(`/chat/${room}`)).status, 200);
    took.page.push(Math.round(performance.now() - from));
    from = performance.now();
    socket.send(JSON.stringify({ type: 'message', text: 'Still here', ref: String(took.message.length) }));
    for (;;) {
      const [{ data }] = (await once(socket, 'message')) as [MessageEvent];
      if (JSON.parse(data).type === 'message') break;
    }
    took.message.push(Math.round(performance.now() - from));
    await new Promise((done) => setTimeout(done, 200));
  }
  assert.ok(Number((await answered).join('')) > 0);
  assert.ok(Math.max(...took.page) < SOON, `pages: ${took.page} ms`);
  assert.ok(Math.max(...took.message) < SOON, `messages: ${took.message} ms`);
  assert.equal((await new Visitor(url).get('/login')).status, 200);
  socket.close();
  await stop(instance);
});
