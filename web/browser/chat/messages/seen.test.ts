import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Seen } from './seen.ts';

const anna = { id: '1', name: 'anna' };
const boris = { id: '2', name: 'boris' };

test('The same ref from the same person is a repetition, from another it is not', () => {
  const seen = new Seen();
  assert.equal(seen.repeats({ from: anna, ref: 'a' }), false);
  assert.equal(seen.repeats({ from: boris, ref: 'a' }), false);
  assert.equal(seen.repeats({ from: anna, ref: 'a' }), true);
});

test('Messages without a ref never repeat each other', () => {
  const seen = new Seen();
  assert.equal(seen.repeats({ from: anna }), false);
  assert.equal(seen.repeats({ from: anna }), false);
});

test('Only the newest are remembered, so that a page open for weeks does not grow', () => {
  const seen = new Seen();
  for (let number = 0; number <= 2_000; number++) seen.repeats({ from: anna, ref: `${number}` });
  assert.equal(seen.repeats({ from: anna, ref: '2000' }), true);
  assert.equal(seen.repeats({ from: anna, ref: '0' }), false);
});
