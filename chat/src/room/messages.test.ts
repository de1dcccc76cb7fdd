import assert from 'node:assert/strict';
import test from 'node:test';
import { openChatFixture } from '../testing/chat-fixture.ts';
import { anna, boris, clara } from '../testing/people.ts';

test('a message reaches all members including its author, with the author’s ref', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  const before = Date.now();
  annas.say('  привет 👋  ', 'r1');
  const [hers, his] = await Promise.all([annas.next('message'), boriss.next('message')]);
  assert.deepEqual(hers, his);
  assert.deepEqual([his.from, his.text, his.ref], [anna, '  привет 👋', 'r1']);
  assert.ok(his.at >= before && his.at <= Date.now());
  assert.match(his.id, /^[0-9a-z]{1,11}$/);
});

test('all members get each author’s messages in order', async () => {
  await using fixture = await openChatFixture({ messagesPerMinute: 1000 });
  const clients = [await fixture.enter(anna), await fixture.enter(boris), await fixture.enter(clara)];
  const count = 100;
  for (let i = 0; i < count; i += 1) for (const [who, client] of clients.entries()) client.say(`${who} ${i}`);
  for (const client of clients) {
    for (let i = 0; i < count * clients.length; i += 1) await client.next('message');
    for (const who of clients.keys()) {
      const said = client.texts().filter((text) => text.startsWith(`${who} `));
      assert.deepEqual(
        said,
        Array.from({ length: count }, (_, i) => `${who} ${i}`),
      );
    }
  }
});

test('a new member gets no message from before the welcome', async () => {
  await using fixture = await openChatFixture({ timing: { flushInterval: 500 }, messagesPerMinute: 1000 });
  const annas = await fixture.enter(anna);
  annas.say('first');
  await annas.next('message');
  // The room was just written to: this one waits, and boris comes meanwhile.
  annas.say('second');
  await annas.settled();
  const boriss = await fixture.enter(boris);
  annas.say('third');
  await boriss.next('message');
  for (let i = 0; i < 2; i += 1) await annas.next('message');
  assert.deepEqual(boriss.texts(), ['third']);
  assert.deepEqual(annas.texts(), ['first', 'second', 'third']);
});

test('members hear that somebody joined before that member’s first message', async () => {
  await using fixture = await openChatFixture({ timing: { tick: 60_000 } });
  const annas = await fixture.enter(anna);
  await fixture.enter(clara);
  const boriss = await fixture.enter(boris);
  boriss.say('hello');
  await annas.next('message');
  const types = annas.frames.map(({ type }) => type);
  assert.deepEqual(types, ['welcome', 'joined', 'joined', 'message']);
});

test('typing is broadcast at most once a second, in one frame', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna);
  const [boriss, hisOther] = [await fixture.enter(boris), await fixture.enter(boris)];
  for (let i = 0; i < 5; i += 1) boriss.send({ type: 'typing' });
  boriss.say('done');
  for (const client of [annas, boriss, hisOther]) await client.next('message');
  for (const { frames } of [annas, boriss, hisOther]) {
    const typing = frames.filter(({ type }) => type === 'typing');
    assert.deepEqual(typing, [{ type: 'typing', member: boris }]);
  }
});

test('a ping is answered with the time of the server', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna);
  const before = Date.now();
  annas.send({ type: 'ping' });
  const { at } = await annas.next('pong');
  assert.ok(before <= at && at <= Date.now(), `${at}`);
});
