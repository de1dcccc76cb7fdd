import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { startChat } from './testing/child-process.ts';
import { Client } from './testing/client.ts';
import { openFakeWeb, respondJson } from './testing/fake-web.ts';
import { anna, boris, clara } from './testing/people.ts';

/** Has the process write what is on its heap into a file when it is sent that file's name. */
const SNAPSHOTS = `data:text/javascript,${encodeURIComponent(`
  import { writeHeapSnapshot } from 'node:v8';
  process.on('message', (file) => process.send(writeHeapSnapshot(file)));
`)}`;

async function holds(file: string, text: string): Promise<boolean> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'latin1')) {
    if ((rest + chunk).includes(text)) return true;
    rest = chunk.slice(-text.length);
  }
  return false;
}

test('after delivery no message is on the heap or in the log', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'lantern-heap-'));
  const asked = randomBytes(12).toString('hex');
  await using web = await openFakeWeb((response, { body }) => {
    if (body.includes('/weather')) respondJson(200, { kind: 'answer', text: `${asked}: snow` })(response);
    else if (body.includes('/me')) respondJson(200, { kind: 'action', text: `goes to ${asked}` })(response);
    else respondJson(404, { code: 'command_unknown', detail: `no ${asked}` })(response);
  });
  const env = { LOG_LEVEL: 'trace', COMMANDS_URL: web.commandsUrl };
  await using chat = await startChat(env, ['--import', SNAPSHOTS]);
  const annas = new Client(chat.port, await chat.issuer.token(anna));
  const boriss = new Client(chat.port, await chat.issuer.token(boris));
  const [said, refused] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')];
  await Promise.all([annas.next('welcome'), boriss.next('welcome')]);
  for (let i = 0; i < 20; i += 1) annas.say(`${said} ${i}`, `${said} ${i}`);
  for (let i = 0; i < 20; i += 1) await boriss.next('message');
  annas.socket.send(`{"type":"message","text":"${refused}`);
  await annas.next('error');
  annas.say(`/weather ${asked}`, 'r1');
  annas.say(`/me goes to ${asked}`, 'r2');
  annas.say(`/unknown ${asked}`, 'r3');
  for (let i = 0; i < 2; i += 1) await boriss.next('message');
  assert.equal((await annas.next('error')).reason, 'command_unknown');

  const file = join(directory, 'heap.heapsnapshot');
  chat.child.send(file);
  await once(chat.child, 'message');
  assert.ok(await holds(file, boris.id), 'the snapshot shows who is there');
  for (const marker of [said, refused, asked]) {
    assert.ok(!(await holds(file, marker)));
    assert.ok(!chat.lines.some((line) => line.includes(marker)));
  }
  for (const { socket } of [annas, boriss]) socket.terminate();
  await rm(directory, { recursive: true });
});

test('a slow reader of 100 MB is disconnected, memory stays bounded, others get everything (row 38)', async () => {
  const messages = 9000;
  const text = '漢'.repeat(4000);
  const inFlight = 32;
  await using chat = await startChat({ CHAT_MESSAGES_PER_MINUTE: '1000000' });
  const tokens = await Promise.all([anna, boris, clara].map((person) => chat.issuer.token(person)));
  const [annas, boriss, paused] = tokens.map((token) => new Client(chat.port, token)) as [
    Client,
    Client,
    Client,
  ];
  for (const client of [annas, boriss, paused]) await client.next('welcome');
  paused.socket.pause();
  const before = await chat.memory();
  let most = 0;
  let heard = 0;
  let sent = 0;
  const done = new Promise<void>((resolve, reject) => {
    boriss.socket.on('message', () => {
      if (boriss.frames.at(-1)?.type === 'message') heard += 1;
      if (heard === messages) resolve();
    });
    boriss.closed.then((code) => reject(new Error(`Boris was cut off: ${code}`)));
  });
  // Anna waits now and then until both have read it, as networks would make her: or Boris, on a slow machine, is slow too.
  while (sent < messages) {
    for (let i = 0; i < inFlight && sent < messages; i += 1, sent += 1) annas.say(text, `${sent}`);
    await Promise.race([Promise.all([annas.settled(), boriss.settled()]), done]);
    annas.frames.length = 0;
    boriss.frames.length = 0;
    if (sent % 640 === 0) most = Math.max(most, await chat.memory());
  }
  await done;
  const grown = Math.round((most - before) / 1024 / 1024);
  assert.ok(messages * Buffer.byteLength(text) > 100e6);
  // The limit is below the size of all messages, and above the 64 MB at which V8 begins to collect buffers.
  assert.ok(grown < 90, `memory grew by ${grown} MB`);
  assert.ok(chat.lines.some((line) => line.includes('too_slow') && line.includes(clara.id)));
  for (const { socket } of [annas, boriss, paused]) socket.terminate();
});
