import assert from 'node:assert/strict';
import test from 'node:test';
import { anna, boris, clara } from '../testing/people.ts';
import { openStage } from '../testing/stage.ts';

test('a message reaches everybody, its author too, with the ref of the author', async () => {
  await using stage = await openStage();
  const [annas, boriss] = [await stage.enter(anna), await stage.enter(boris)];
  const before = Date.now();
  annas.say('  привет 👋  ', 'r1');
  const [hers, his] = await Promise.all([annas.next('message'), boriss.next('message')]);
  assert.deepEqual(hers, his);
  assert.deepEqual([his.from, his.text, his.ref], [anna, '  привет 👋', 'r1']);
  assert.ok(his.at >= before && his.at <= Date.now());
  assert.match(his.id, /^[0-9a-z]{1,11}$/);
});

test('everybody hears each person in the order they spoke', async () => {
  await using stage = await openStage({ messagesPerMinute: 1000 });
  const clients = [await stage.enter(anna), await stage.enter(boris), await stage.enter(clara)];
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

test('a newcomer hears nothing that was said before the welcome', async () => {
  await using stage = await openStage({ timing: { flushInterval: 500 }, messagesPerMinute: 1000 });
  const annas = await stage.enter(anna);
  annas.say('first');
  await annas.next('message');
  // The room was just written to: this one waits, and boris comes meanwhile.
  annas.say('second');
  await annas.settled();
  const boriss = await stage.enter(boris);
  annas.say('third');
  await boriss.next('message');
  for (let i = 0; i < 2; i += 1) await annas.next('message');
  assert.deepEqual(boriss.texts(), ['third']);
  assert.deepEqual(annas.texts(), ['first', 'second', 'third']);
});

test('the room learns that somebody came before it hears them', async () => {
  await using stage = await openStage({ timing: { tick: 60_000 } });
  const annas = await stage.enter(anna);
  await stage.enter(clara);
  const boriss = await stage.enter(boris);
  boriss.say('hello');
  await annas.next('message');
  const types = annas.frames.map(({ type }) => type);
  assert.deepEqual(types, ['welcome', 'joined', 'joined', 'message']);
});

test('a member who types is shown to everybody once a second, in the same frame', async () => {
  await using stage = await openStage();
  const annas = await stage.enter(anna);
  const [boriss, hisOther] = [await stage.enter(boris), await stage.enter(boris)];
  for (let i = 0; i < 5; i += 1) boriss.send({ type: 'typing' });
  boriss.say('done');
  for (const client of [annas, boriss, hisOther]) await client.next('message');
  for (const { frames } of [annas, boriss, hisOther]) {
    const typing = frames.filter(({ type }) => type === 'typing');
    assert.deepEqual(typing, [{ type: 'typing', member: boris }]);
  }
});

test('a ping is answered with the time of the server', async () => {
  await using stage = await openStage();
  const annas = await stage.enter(anna);
  const before = Date.now();
  annas.send({ type: 'ping' });
  const { at } = await annas.next('pong');
  assert.ok(before <= at && at <= Date.now(), `${at}`);
});
