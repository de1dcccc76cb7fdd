import assert from 'node:assert/strict';
import test from 'node:test';
import { type Frame, MAX_ENVELOPE, MAX_TEXT } from '../protocol.ts';
import { openChatFixture } from '../testing/chat-fixture.ts';
import type { Client } from '../testing/client.ts';
import { anna, boris, garden } from '../testing/people.ts';

const sealed = { claims: { sealed: true } };
const welcomed = ({ frames }: Client) => {
  const welcome = frames.find(({ type }) => type === 'welcome') as Frame<'welcome'>;
  return [welcome.sealed, welcome.limits.text];
};
const envelope = `lantern-sealed:1.${'A'.repeat(123)}`;

test('in a sealed room chat relays envelopes, and refuses all else that would carry words (row 90)', async () => {
  await using fixture = await openChatFixture();
  const [annas, boriss] = [await fixture.enter(anna, sealed), await fixture.enter(boris, sealed)];
  const words = [
    'hello',
    '/me waves',
    '/who',
    `${envelope} hello`,
    ` ${envelope}`,
    'lantern-sealed:1.',
    'lantern-sealed:2.AAAA',
    'lantern-sealed:1.A+/=',
  ];
  for (const text of words) {
    annas.say(text, 'r');
    assert.deepEqual(await annas.next('error'), { type: 'error', code: 'not_sealed', ref: 'r' }, text);
  }
  annas.say(envelope, 'last');
  const { text, ref } = await boriss.next('message');
  assert.deepEqual([text, ref], [envelope, 'last']);
  await boriss.settled();
  assert.deepEqual(
    boriss.frames.map(({ type }) => type),
    ['welcome', 'message', 'pong'],
  );
});

test('the largest envelope fits, and a longer one does not', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna, sealed);
  const largest = `lantern-sealed:1.${'A'.repeat(Math.ceil(((12 + 16_384 + 16) * 4) / 3))}`;
  assert.equal(largest.length, MAX_ENVELOPE);
  annas.say(largest, 'r'.repeat(64));
  assert.equal((await annas.next('message')).text, largest);
  annas.say(`${largest}A`, 'r');
  assert.equal((await annas.next('error')).code, 'text_too_long');
});

test('the welcome to a sealed room says so, and that to any other does not', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna, sealed);
  assert.deepEqual(welcomed(annas), [true, MAX_ENVELOPE]);
  const elsewhere = await fixture.enter(anna, { room: garden });
  assert.deepEqual(welcomed(elsewhere), [undefined, MAX_TEXT]);
  elsewhere.say('hello');
  assert.equal((await elsewhere.next('message')).text, 'hello');
  elsewhere.say('A'.repeat(MAX_TEXT + 1));
  assert.equal((await elsewhere.next('error')).code, 'text_too_long');
});

test('a room stays sealed when a token does not say so, as one of an older release (row 90)', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna, sealed);
  const boriss = await fixture.enter(boris);
  boriss.say('hello');
  assert.equal((await boriss.next('error')).code, 'not_sealed');
  await annas.settled();
  assert.ok(!annas.frames.some(({ type }) => type === 'message'));
});
