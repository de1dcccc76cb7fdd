import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientFrame, MAX_ID, type ServerFrame, serverFrame } from '@lantern/chat/protocol';
import fc from 'fast-check';
import { type Content, fromFrame, readContent, toFrame } from './content-frames.ts';

const id = fc.string({ minLength: 1, maxLength: MAX_ID });
const text = fc.string({ maxLength: 100 }).map((words) => `${words}.`);
const plain = { noNullPrototype: true };
const reply = fc.record({ id, author: id, name: text, text: fc.string({ maxLength: 100 }) }, plain);
const content: fc.Arbitrary<Content> = fc.oneof(
  fc.record({ text }, plain),
  fc.record({ text, reply }, plain),
  fc.record({ edit: fc.record({ id, text }, plain) }, plain),
  fc.record({ withdraw: fc.record({ id }, plain) }, plain),
  fc.record(
    { reaction: fc.record({ id, emoji: fc.constantFrom('👍', '❤️', '🇷🇺'), on: fc.boolean() }, plain) },
    plain,
  ),
);
const from = { id: 'a', name: 'Anna' };

/** What the server makes of a frame of a client. */
function relayed(frame: ReturnType<typeof toFrame>): ServerFrame {
  const type = frame.type === 'react' ? 'reaction' : frame.type;
  return serverFrame.parse({ id: 'new', ...frame, type, from, at: 1 });
}

test('A content that is sent arrives as it was', () => {
  fc.assert(
    fc.property(content, (sent) => {
      const frame = toFrame(sent, 'r');
      assert.ok(clientFrame.safeParse(frame).success);
      const received = fromFrame(relayed(frame));
      assert.deepEqual(received?.content, sent);
      assert.deepEqual([received?.from, received?.at, received?.ref], [from, 1, 'r']);
      assert.equal(received?.message?.id, 'text' in sent ? 'new' : undefined);
    }),
  );
});

test('A frame of another kind says nothing', () => {
  const others: ServerFrame[] = [
    { type: 'pong', at: 1 },
    { type: 'typing', member: from },
    { type: 'error', code: 'malformed', ref: 'r' },
  ];
  for (const frame of others) assert.equal(fromFrame(frame), undefined);
  assert.equal(fromFrame({ type: 'of a later version', at: 1 } as unknown as ServerFrame), undefined);
});

test('A content is read from JSON as it was, without unknown fields', () => {
  fc.assert(
    fc.property(content, (said) => {
      assert.deepEqual(readContent(JSON.parse(JSON.stringify(said))), said);
      assert.deepEqual(readContent({ ...said, from: 'x', at: 1 }), said);
    }),
  );
});

test('Whatever is read keeps the limits of the frames, and nothing throws (row 88)', () => {
  const almost = fc.record(
    {
      text: fc.anything(),
      reply: fc.anything(),
      edit: fc.oneof(fc.anything(), fc.record({ id: fc.anything(), text: fc.anything() })),
      withdraw: fc.anything(),
      reaction: fc.oneof(fc.anything(), fc.record({ id, emoji: fc.string(), on: fc.anything() })),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(almost, fc.jsonValue()), (value) => {
      const read = readContent(value);
      if (read) assert.ok(clientFrame.safeParse(toFrame(read, 'r')).success);
    }),
    { numRuns: 1000 },
  );
  for (const wrong of [
    { text: '' },
    { text: 'x'.repeat(4001) },
    { text: 'x', reply: { id: 'm' } },
    { withdraw: {} },
    // What shows nothing: spaces, invisible characters, marks without a letter.
    ...[' \n', '\u200b', '\u202e\u2066', '\u0301', '\u2800'].flatMap((text) => [
      { text },
      { edit: { id: 'm', text } },
    ]),
  ])
    assert.equal(readContent(wrong), undefined);
  assert.deepEqual(readContent({ text: ' a\ud800 \n' }), { text: ' a\ufffd' });
});
