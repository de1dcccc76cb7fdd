import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { openChatFixture } from '../testing/chat-fixture.ts';
import { anna, boris, clara, garden } from '../testing/people.ts';

const TYPES = ['message', 'edit', 'withdraw', 'react', 'typing', 'renew', 'ping', 'joined', 'reaction'];

test('a frame that names another author or room changes neither (row 36)', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  const claras = await fixture.enter(clara, { room: garden });
  const forged = {
    type: 'message',
    text: 'I am Boris',
    ref: '1',
    from: boris,
    room: garden,
    room_id: garden.id,
  };
  annas.socket.send(JSON.stringify({ ...forged, id: 'mine', at: 0, member: boris }));
  const heard = await boriss.next('message');
  assert.deepEqual(heard.from, anna);
  assert.notEqual(heard.id, 'mine');
  await claras.settled();
  assert.deepEqual(claras.texts(), []);
});

test('an unreadable frame gets an error, and others notice nothing (row 37)', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  const cases = [
    ['{"type":', { code: 'malformed' }],
    ['[]', { code: 'malformed' }],
    ['null', { code: 'malformed' }],
    [Buffer.from('{"type":"typing"}'), { code: 'malformed' }],
    ['{"type":"message","text":1,"ref":"r"}', { code: 'malformed', ref: 'r' }],
    ['{"type":"message","text":"no ref"}', { code: 'malformed' }],
    ['{"type":"whisper","ref":"r"}', { code: 'unknown_type', ref: 'r' }],
    ['{"type":"__proto__"}', { code: 'unknown_type' }],
    ['{"type":"message","text":" \\n ","ref":"r"}', { code: 'text_empty', ref: 'r' }],
    [
      JSON.stringify({ type: 'message', text: 'x'.repeat(4001), ref: 'r' }),
      { code: 'text_too_long', ref: 'r' },
    ],
  ] as const;
  for (const [sent, expected] of cases) {
    annas.socket.send(sent);
    assert.deepEqual(await annas.next('error'), { type: 'error', ...expected });
  }
  annas.say('x'.repeat(4000), 'longest');
  assert.equal((await boriss.next('message')).text.length, 4000);
  assert.deepEqual(
    boriss.frames.map(({ type }) => type),
    ['welcome', 'message'],
  );
});

test('an invisible message is refused (row 53)', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  const nothing = [
    '\u200b',
    '\u2800',
    '\u3164',
    '\u{e0041}',
    '\u202e\u202e',
    '\ufe0f',
    '\u0301',
    '\ue000',
    '\u0000',
    '\uffff',
  ];
  for (const text of nothing) {
    annas.socket.send(JSON.stringify({ type: 'message', text, ref: 'r' }));
    assert.deepEqual(await annas.next('error'), { type: 'error', code: 'text_empty', ref: 'r' });
  }
  for (const text of ['👩\u200d🚀', '\u2801', '.', '٣']) {
    annas.say(text);
    assert.equal((await boriss.next('message')).text, text);
  }
});

test('a lone surrogate is made well-formed (row 37)', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna);
  annas.socket.send('{"type":"message","text":"a\\ud800b","ref":"1"}');
  assert.equal((await annas.next('message')).text, 'a\ufffdb');
});

test('a frame over 24 KiB closes with 1009, one of 24 KiB does not (row 37)', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  annas.socket.send('x'.repeat(24 * 1024));
  assert.equal((await annas.next('error')).code, 'malformed');
  annas.socket.send('x'.repeat(24 * 1024 + 1));
  assert.equal(await annas.closed, 1009);
  await boriss.settled();
});

test('a member over the limit is throttled, then disconnected, in all tabs; others continue (row 37)', async () => {
  await using fixture = await openChatFixture({ messagesPerMinute: 6 });
  const boriss = await fixture.enter(boris);
  const tabs = [await fixture.enter(anna), await fixture.enter(anna)] as const;
  for (let i = 0; i < 6; i += 1) tabs[0].say(`${i}`);
  for (let i = 0; i < 6; i += 1) await boriss.next('message');
  tabs[1].say('one more', 'r');
  assert.deepEqual(await tabs[1].next('error'), { type: 'error', code: 'rate_limited', ref: 'r' });
  boriss.say('calm');
  await tabs[1].settled();
  for (let i = 0; i < 30; i += 1) tabs[0].say(`again ${i}`);
  assert.equal((await tabs[0].next('closing')).reason, 'flooding');
  assert.equal(await tabs[0].closed, 4429);
  await boriss.settled();
  assert.ok(boriss.texts().length <= 8);
  // Coming back is no way round it.
  const back = await fixture.enter(anna);
  back.say('me again');
  assert.equal((await back.next('closing')).reason, 'flooding');
});

test('a member who is alone in a room does not reset the limit by leaving it (row 37)', async () => {
  await using fixture = await openChatFixture({ messagesPerMinute: 20 });
  const annas = await fixture.enter(anna);
  for (let i = 0; i < 20; i += 1) annas.say(`${i}`);
  await annas.settled();
  await annas.leave();
  const back = await fixture.enter(anna);
  back.say('once more', 'r');
  assert.deepEqual(await back.next('error'), { type: 'error', code: 'rate_limited', ref: 'r' });
});

test('invalid frames count against the limit like messages (row 37)', async () => {
  await using fixture = await openChatFixture({ messagesPerMinute: 20 });
  const annas = await fixture.enter(anna);
  for (let i = 0; i < 40; i += 1) annas.socket.send('garbage');
  assert.equal(await annas.closed, 4429);
  const codes = annas.frames.flatMap((frame) => (frame.type === 'error' ? [frame.code] : []));
  assert.deepEqual([...new Set(codes)], ['malformed', 'rate_limited']);
});

test('a storm of pings ends like any other flood (row 37)', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna);
  const boriss = await fixture.enter(boris);
  for (let i = 0; i < 2000; i += 1) annas.socket.ping();
  await annas.closed;
  await boriss.settled();
});

test('whatever members send, the room continues', async () => {
  await using fixture = await openChatFixture({ messagesPerMinute: 1_000_000 });
  const [annas, boriss] = [await fixture.enter(anna), await fixture.enter(boris)];
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
    fc
      .record(
        {
          type: fc.oneof(fc.constantFrom(...TYPES), fc.string()),
          text: fc.anything(),
          ref: fc.anything(),
          token: fc.anything(),
          id: fc.anything(),
          reply: fc.anything(),
          emoji: fc.anything(),
        },
        { requiredKeys: [] },
      )
      .map(
        (value) => JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part)) ?? '',
      ),
  );
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anything, { maxLength: 20 }), async (frames) => {
      for (const frame of frames) annas.socket.send(frame);
      round += 1;
      const ref = `round ${round}`;
      boriss.say('still here?', ref);
      while ((await annas.next('message')).ref !== ref);
      assert.equal(annas.socket.readyState, annas.socket.OPEN);
    }),
    { numRuns: 100 },
  );
});
