import assert from 'node:assert/strict';
import test from 'node:test';
import { openChatFixture } from '../testing/chat-fixture.ts';
import { anna, boris, clara, garden, kitchen } from '../testing/people.ts';

const reply = { id: 'm1', author: boris.id, name: 'Борис', text: 'Who has the keys?' };

test('a reply reaches everybody with what it answers', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  annas.send({ type: 'message', text: 'I have', ref: 'r', reply });
  const heard = await boriss.next('message');
  assert.deepEqual([heard.text, heard.from, heard.reply], ['I have', anna, reply]);
  annas.say('no answer');
  await boriss.next('message');
  assert.equal(JSON.stringify(boriss.frames.at(-1)).includes('reply'), false);
});

test('corrections, withdrawals and reactions reach everybody in the room, in the order in which they were sent', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  const elsewhere = await fixture.enter(clara, { room: garden });
  const before = Date.now();
  annas.say('teh keys');
  annas.send({ type: 'edit', id: 'm1', text: 'the keys  ', ref: 'a' });
  annas.send({ type: 'react', id: 'm1', emoji: '👍', on: true, ref: 'b' });
  annas.send({ type: 'react', id: 'm1', emoji: '👍', on: false, ref: 'c' });
  annas.send({ type: 'withdraw', id: 'm1', ref: 'd' });
  const withdrawn = await boriss.next('withdraw');
  assert.ok(withdrawn.at >= before && withdrawn.at <= Date.now());
  const came = boriss.frames.slice(2).map((frame) => ({ ...frame, at: 0 }));
  assert.deepEqual(came, [
    { type: 'edit', id: 'm1', from: anna, text: 'the keys', at: 0, ref: 'a' },
    { type: 'reaction', id: 'm1', from: anna, emoji: '👍', on: true, at: 0, ref: 'b' },
    { type: 'reaction', id: 'm1', from: anna, emoji: '👍', on: false, at: 0, ref: 'c' },
    { type: 'withdraw', id: 'm1', from: anna, at: 0, ref: 'd' },
  ]);
  await annas.next('withdraw');
  await elsewhere.settled();
  assert.deepEqual(
    elsewhere.frames.map(({ type }) => type),
    ['welcome', 'pong'],
  );
});

test('a correction, withdrawal or reaction always comes from the member of its connection (row 85)', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  const forged = {
    id: 'm1',
    text: 'x',
    emoji: '👍',
    on: true,
    ref: 'r',
    from: boris,
    author: boris.id,
    at: 0,
  };
  for (const type of ['edit', 'withdraw', 'react'])
    annas.socket.send(JSON.stringify({ ...forged, type, room_id: garden.id }));
  for (const type of ['edit', 'withdraw', 'reaction'] as const) {
    const { from, at } = await boriss.next(type);
    assert.deepEqual(from, anna);
    assert.ok(at > 0);
  }
});

test('what is not within the limits is refused with its ref (row 86)', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  const refused = [
    [{ type: 'edit', id: 'm', text: ' \n' }, 'text_empty'],
    [{ type: 'edit', id: 'm', text: '\u200b' }, 'text_empty'],
    [{ type: 'edit', id: 'm', text: 'x'.repeat(4001) }, 'text_too_long'],
    [{ type: 'edit', id: '', text: 'x' }, 'malformed'],
    [{ type: 'edit', id: 'i'.repeat(65), text: 'x' }, 'malformed'],
    [{ type: 'edit', text: 'x' }, 'malformed'],
    [{ type: 'withdraw' }, 'malformed'],
    [{ type: 'withdraw', id: 7 }, 'malformed'],
    [{ type: 'react', id: 'm', emoji: 'words', on: true }, 'malformed'],
    [{ type: 'react', id: 'm', emoji: '👍', on: 'yes' }, 'malformed'],
    [{ type: 'message', text: 'x', reply: null }, 'malformed'],
    [{ type: 'message', text: 'x', reply: { ...reply, text: 'x'.repeat(201) } }, 'malformed'],
    [{ type: 'message', text: 'x', reply: { ...reply, name: '' } }, 'malformed'],
  ] as const;
  for (const [frame, code] of refused) {
    annas.socket.send(JSON.stringify({ ...frame, ref: 'r' }));
    assert.deepEqual(await annas.next('error'), { type: 'error', code, ref: 'r' }, JSON.stringify(frame));
  }
  await boriss.settled();
  assert.deepEqual(
    boriss.frames.map(({ type }) => type),
    ['welcome', 'pong'],
  );
});

test('the text of a correction is no command', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna);
  for (const text of ['/who', '//who', '/me waves']) {
    annas.send({ type: 'edit', id: 'm', text, ref: 'r' });
    assert.equal((await annas.next('edit')).text, text);
  }
});

test('messages, corrections, withdrawals and reactions have one limit together (row 86)', async () => {
  await using fixture = await openChatFixture({ messagesPerMinute: 4 });
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  annas.say('one');
  annas.send({ type: 'edit', id: 'm', text: 'two', ref: '2' });
  annas.send({ type: 'withdraw', id: 'm', ref: '3' });
  annas.send({ type: 'react', id: 'm', emoji: '👍', on: true, ref: '4' });
  annas.send({ type: 'react', id: 'm', emoji: '👍', on: false, ref: '5' });
  assert.deepEqual(await annas.next('error'), { type: 'error', code: 'rate_limited', ref: '5' });
  for (let i = 0; i < 40; i += 1)
    annas.send({ type: 'react', id: 'm', emoji: '👍', on: i % 2 === 0, ref: 'r' });
  assert.equal(await annas.closed, 4429);
  await boriss.settled();
  assert.ok(boriss.frames.filter(({ type }) => type === 'reaction').length <= 2);
});

test('a muted member corrects, withdraws and reacts to nothing (row 86)', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  const until = Date.now() + 60_000;
  await fixture.cluster.announce({ type: 'member-muted', user_id: anna.id, room_id: kitchen.id, until });
  await annas.next('muted');
  annas.send({ type: 'edit', id: 'm', text: 'x', ref: 'a' });
  annas.send({ type: 'withdraw', id: 'm', ref: 'b' });
  annas.send({ type: 'react', id: 'm', emoji: '👍', on: true, ref: 'c' });
  for (const ref of ['a', 'b', 'c']) {
    const { retry_in = 0, ...error } = await annas.next('error');
    assert.deepEqual(error, { type: 'error', code: 'muted', ref });
    assert.ok(retry_in > 50);
  }
  await boriss.settled();
  assert.equal(boriss.frames.length, 2);
});

test('slow mode holds up messages, replies too, and neither withdrawals nor reactions', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna, { claims: { slow_mode: 60 } });
  annas.send({ type: 'react', id: 'm', emoji: '👍', on: true, ref: 'a' });
  annas.send({ type: 'edit', id: 'm', text: 'x', ref: 'b' });
  annas.send({ type: 'message', text: 'first', ref: 'c', reply });
  annas.send({ type: 'withdraw', id: 'm', ref: 'd' });
  annas.send({ type: 'message', text: 'second', ref: 'e', reply });
  for (const type of ['reaction', 'edit', 'message', 'withdraw'] as const) await annas.next(type);
  const { code, ref } = await annas.next('error');
  assert.deepEqual([code, ref], ['slow_down', 'e']);
});

test('in slow mode a message is corrected at once, and then no more often than messages are sent (row 111)', async () => {
  await using fixture = await openChatFixture();
  const slow = { slow_mode: 60 };
  const annas = await fixture.enter(anna, { claims: slow });
  const tab = await fixture.enter(anna, { claims: slow });
  annas.say('teh keys');
  const { id } = await annas.next('message');
  annas.send({ type: 'edit', id, text: 'the keys', ref: 'a' });
  assert.equal((await tab.next('edit')).text, 'the keys');
  for (const client of [annas, tab]) {
    client.send({ type: 'edit', id, text: 'and something else', ref: 'b' });
    const { retry_in = 0, ...refused } = await client.next('error');
    assert.deepEqual(refused, { type: 'error', code: 'slow_down', ref: 'b' });
    assert.ok(retry_in > 50 && retry_in <= 60);
  }
  const boriss = await fixture.enter(boris, { claims: { ...slow, role: 'moderator' } });
  for (const text of ['one', 'two']) {
    boriss.send({ type: 'edit', id: 'm', text, ref: text });
    assert.equal((await boriss.next('edit')).text, text);
  }
});
