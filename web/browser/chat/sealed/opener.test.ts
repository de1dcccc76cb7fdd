import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { type ClientFrame, type Frame, MAX_ENVELOPE, MAX_TEXT } from '@lantern/chat/protocol';
import { inPage } from '../../storage.ts';
import { type ClientContent, writeSealed } from './content.ts';
import { seal } from './envelope.ts';
import { Opener } from './opener.ts';
import { Replays, type SeenEnvelopes } from './replays.ts';
import { checkValueOf, findKey, keyInFragment, newKey, sealingKeyOf } from './room-key.ts';

const roomId = '0197f000-0000-7000-8000-0000000000aa';
const anna = { id: '0197f000-0000-7000-8000-00000000000a', name: 'Anna' };
const boris = { id: '0197f000-0000-7000-8000-00000000000b', name: 'Boris' };
const clara = { id: '0197f000-0000-7000-8000-00000000000c', name: 'Clara' };
const everybody = [anna.id, boris.id, clara.id];
const link = newKey();
const key = await sealingKeyOf(link, roomId);

const sentAt = Date.now();
const said: ClientContent = { type: 'message', text: 'Meet me at noon', ref: 'r1' };
async function sealedBy(
  { id }: typeof anna,
  { frame = said, at = Date.now(), room = roomId, by = key } = {},
): Promise<string> {
  return (await seal(by, { roomId: room, userId: id }, writeSealed(frame, at))) ?? '';
}
const message = (from: typeof anna, text: string): Frame<'message'> =>
  ({ type: 'message', id: 'server', from, text, at: sentAt, ref: 'outer', answer: 'x' }) as const;
const replays = () => new Replays(inPage<SeenEnvelopes>('seen'));
const opener = (withKey: CryptoKey | undefined = key) =>
  new Opener({ roomId, key: withKey, replays: replays() });
const without = () => new Opener({ roomId, replays: replays() });

test('What was said opens as it was, with nothing that the server has added', async () => {
  const opened = await opener().open(message(anna, await sealedBy(anna)), []);
  assert.ok('type' in opened && opened.type === 'message');
  const { id, ...frame } = opened;
  assert.deepEqual(frame, { type: 'message', from: anna, text: said.text, at: sentAt, ref: 'r1' });
  assert.match(id, /^[A-Za-z0-9_-]{16}$/);
});

test('A reply, a correction, a withdrawal and a reaction travel like a message', async () => {
  const reply = { id: 'm', author: boris.id, name: 'Boris', text: 'When?' };
  const frames: [ClientFrame, object][] = [
    [
      { ...said, reply },
      { type: 'message', text: said.text, reply },
    ],
    [
      { type: 'edit', id: 'm', text: 'At one', ref: 'r2' },
      { type: 'edit', id: 'm', text: 'At one' },
    ],
    [
      { type: 'withdraw', id: 'm', ref: 'r3' },
      { type: 'withdraw', id: 'm' },
    ],
    [
      { type: 'react', id: 'm', emoji: '👍', on: true, ref: 'r4' },
      { type: 'reaction', id: 'm', emoji: '👍', on: true },
    ],
  ];
  for (const [frame, expected] of frames) {
    const text = await sealedBy(anna, { frame: frame as ClientContent });
    const opened = await opener().open(message(anna, text), []);
    assert.partialDeepStrictEqual(opened, {
      ...expected,
      from: anna,
      at: sentAt,
      ref: (frame as ClientContent).ref,
    });
  }
});

test('No key, words that were not sealed, another key, a forged author, a truncated, an altered and a repeated envelope are told apart (row 93)', async () => {
  const text = await sealedBy(anna);
  const open = opener();
  const problem = async (from: typeof anna, what: string, by = open) =>
    by.open(message(from, what), everybody);
  assert.deepEqual(await problem(anna, text, without()), { problem: 'no_key' });
  assert.deepEqual(await problem(anna, 'hello'), { problem: 'plain' });
  assert.deepEqual(await problem(anna, 'hello', without()), { problem: 'plain' });
  assert.deepEqual(await problem(boris, text), { problem: 'forged', sealedBy: anna.id });
  for (const cut of [text.slice(0, -1), text.slice(0, -4), text.slice(0, 17), `${text}AAAA`, `${text}=`])
    assert.deepEqual(await problem(anna, cut), { problem: 'truncated' }, cut);
  for (const at of [20, 60, text.length - 2]) {
    const changed = text.slice(0, at) + (text[at] === 'B' ? 'C' : 'B') + text.slice(at + 1);
    assert.deepEqual(await problem(anna, changed), { problem: 'altered' });
  }
  const otherKey = await sealingKeyOf(newKey(), roomId);
  assert.deepEqual(await problem(anna, await sealedBy(anna, { by: otherKey })), { problem: 'altered' });
  const elsewhere = await sealedBy(anna, { room: '0197f000-0000-7000-8000-0000000000bb' });
  assert.deepEqual(await problem(anna, elsewhere), { problem: 'altered' });
  assert.ok('type' in (await problem(anna, text)));
  assert.deepEqual(await problem(anna, text), { problem: 'replayed' });
});

test('An old envelope is not taken for a new one (row 94)', async () => {
  mock.timers.enable({ apis: ['Date'], now: 1_796_083_200_000 });
  const open = opener();
  const [old, text] = [await sealedBy(anna, { at: Date.now() - 601_000 }), await sealedBy(anna)];
  const early = await sealedBy(anna, { at: Date.now() + 601_000 });
  for (const each of [old, early])
    assert.partialDeepStrictEqual(await open.open(message(anna, each), []), { problem: 'stale' });
  assert.ok('type' in (await open.open(message(anna, text), [])));
  for (const minutes of [9, 12, 60]) {
    mock.timers.setTime(1_796_083_200_000 + minutes * 60_000);
    const again = await open.open(message(anna, text), []);
    assert.ok('problem' in again && ['replayed', 'stale'].includes(again.problem), `${minutes} minutes`);
  }
  mock.timers.reset();
});

test('The server does not make a message ten minutes older or newer than it is (row 113)', async () => {
  const open = opener();
  const tenMinutes = 600_000;
  for (const [told, shown] of [
    [0, -tenMinutes],
    [sentAt - 1_000, -1_000],
    [sentAt + 1_000, 1_000],
    [Number.MAX_SAFE_INTEGER, tenMinutes],
  ] as const) {
    const text = await sealedBy(anna, { at: sentAt });
    const opened = await open.open({ ...message(anna, text), at: told }, []);
    assert.ok('type' in opened);
    assert.equal(opened.at - sentAt, shown);
  }
});

test('After a reload the page still knows what it was shown (row 114)', async () => {
  const stored = inPage<SeenEnvelopes>('seen');
  const before = new Replays(stored);
  const text = await sealedBy(anna);
  assert.ok('type' in (await new Opener({ roomId, key, replays: before }).open(message(anna, text), [])));
  before.keep();
  const after = new Opener({ roomId, key, replays: new Replays(stored) });
  assert.deepEqual(await after.open(message(anna, text), []), { problem: 'replayed' });
  assert.ok('type' in (await after.open(message(anna, await sealedBy(anna)), [])));
});

test('Whoever floods a room makes the page forget no envelope that it would take again (row 115)', () => {
  const now = Date.now();
  const seen = new Replays(inPage('seen'), 100);
  const nonce = (n: number) => Uint8Array.from([n >> 8, n & 255]);
  const said = [-9, -5, -1, 0].map((minutes, n) => [nonce(n), now + minutes * 60_000] as const);
  for (const [each, at] of said) assert.equal(seen.judge(each, at, now), 'new');
  // The flood claims to be of later, so that all others are the first to be forgotten.
  for (let n = 10; n < 1_000; n += 1) assert.equal(seen.judge(nonce(n), now + 300_000 + n, now), 'new');
  for (const [each, at] of said) assert.notEqual(seen.judge(each, at, now), 'new');
  for (let n = 10; n < 1_000; n += 1) assert.notEqual(seen.judge(nonce(n), now + 300_000 + n, now), 'new');
  assert.equal(seen.judge(nonce(2_000), now + 400_000, now), 'new');
});

test('What a member seals is checked before it is shown (row 95)', async () => {
  const wrong = [
    '',
    '[]',
    'null',
    '{"at":1}',
    `{"at":${Date.now()},"ref":"r","text":7}`,
    `{"at":${Date.now()},"ref":"r","text":" \\u200b\\u0301 "}`,
    // No date is so far away: whoever writes one would throw.
    ...['1e300', '-8640000000000001', '1e999'].map((at) => `{"at":${at},"ref":"r","text":"x"}`),
    `{"at":"now","ref":"r","text":"x"}`,
    `{"at":${Date.now()},"ref":"${'r'.repeat(65)}","text":"x"}`,
    `{"at":${Date.now()},"ref":"r","text":"${'x'.repeat(MAX_TEXT + 1)}"}`,
    `{"at":${Date.now()},"ref":"r","text":"x","reply":{"id":"m"}}`,
    `{"at":${Date.now()},"ref":"r","reaction":{"id":"m","emoji":"words","on":true}}`,
    `{"at":${Date.now()},"ref":"r","video":{}}`,
  ];
  for (const json of wrong) {
    const text = (await seal(key, { roomId, userId: anna.id }, json)) ?? '';
    assert.deepEqual(await opener().open(message(anna, text), []), { problem: 'unknown' }, json);
  }
});

test('Every text that fits a message fits an envelope, and a short text is as long as another', async () => {
  const reply = { id: 'm'.repeat(64), author: boris.id, name: '€'.repeat(400), text: '€'.repeat(200) };
  for (const unit of ['€', '"', '\n', '😀'.slice(0, 2)]) {
    const text = unit.repeat(MAX_TEXT / unit.length);
    const envelope = await sealedBy(anna, { frame: { type: 'message', text, ref: 'r'.repeat(64), reply } });
    assert.ok(envelope !== '' && envelope.length <= MAX_ENVELOPE, unit);
  }
  const lengths = ['a', 'no', 'yes!'].map(
    async (text) => (await sealedBy(anna, { frame: { ...said, text } })).length,
  );
  assert.equal(new Set(await Promise.all(lengths)).size, 1);
});

test('A key is found in a link, in its fragment and by itself, and nowhere else', async () => {
  for (const text of [link, ` ${link}\n`, `#k=${link}`, `https://chat.example.org/chat/${roomId}#k=${link}`])
    assert.equal(findKey(text), link);
  for (const text of ['', '#k=', link.slice(1), `${link}A`, `${link}=`, `#k=${link}&x`, `x=${link}`])
    assert.equal(findKey(text), undefined, text);
  assert.equal(keyInFragment(`#k=${link}`), link);
  assert.equal(keyInFragment(link), undefined);
  assert.notEqual(await checkValueOf(link), await checkValueOf(newKey()));
});
