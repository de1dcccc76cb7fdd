import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TypingSignal, Typists } from './typing.ts';

const anna = { id: '1', name: 'anna' };
const boris = { id: '2', name: 'boris' };

test('Typing is told at once and then at most every three seconds', () => {
  const signal = new TypingSignal();
  assert.deepEqual(
    [0, 1, 2_999, 3_000, 3_001].map((now) => signal.due(now)),
    [true, false, false, true, false],
  );
  signal.reset();
  assert.equal(signal.due(3_002), true);
});

test('Somebody who stops is not shown after five seconds, somebody who goes on is', () => {
  const typists = new Typists();
  typists.add(anna, 0);
  typists.add(boris, 0);
  typists.add(anna, 3_000);
  assert.deepEqual(typists.names(4_999), ['anna', 'boris']);
  assert.deepEqual(typists.names(5_000), ['anna']);
  assert.deepEqual(typists.names(8_000), []);
});

test('Somebody whose message came or who left is not typing', () => {
  const typists = new Typists();
  typists.add(anna, 0);
  typists.add(boris, 0);
  typists.remove(anna.id);
  assert.deepEqual(typists.names(1), ['boris']);
  typists.clear();
  assert.deepEqual(typists.names(1), []);
});
