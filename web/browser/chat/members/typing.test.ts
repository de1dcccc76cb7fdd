import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TypingMembers, TypingSignal } from './typing.ts';

const anna = { id: '1', name: 'anna' };
const boris = { id: '2', name: 'boris' };

test('Typing is signalled at once and then at most every three seconds', () => {
  const signal = new TypingSignal();
  assert.deepEqual(
    [0, 1, 2_999, 3_000, 3_001].map((now) => signal.due(now)),
    [true, false, false, true, false],
  );
  signal.reset();
  assert.equal(signal.due(3_002), true);
});

test('A member who stops typing is not shown after five seconds, one who continues is', () => {
  const typing = new TypingMembers();
  typing.add(anna, 0);
  typing.add(boris, 0);
  typing.add(anna, 3_000);
  assert.deepEqual(typing.names(4_999), ['anna', 'boris']);
  assert.deepEqual(typing.names(5_000), ['anna']);
  assert.deepEqual(typing.names(8_000), []);
});

test('A member whose message arrived or who left is not typing', () => {
  const typing = new TypingMembers();
  typing.add(anna, 0);
  typing.add(boris, 0);
  typing.remove(anna.id);
  assert.deepEqual(typing.names(1), ['boris']);
  typing.clear();
  assert.deepEqual(typing.names(1), []);
});
