import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DuplicateFilter } from './duplicate-filter.ts';

const anna = { id: '1', name: 'anna' };
const boris = { id: '2', name: 'boris' };

test('The same ref from the same member is a duplicate, from another member it is not', () => {
  const filter = new DuplicateFilter();
  assert.equal(filter.isDuplicate({ from: anna, ref: 'a' }), false);
  assert.equal(filter.isDuplicate({ from: boris, ref: 'a' }), false);
  assert.equal(filter.isDuplicate({ from: anna, ref: 'a' }), true);
});

test('Messages without a ref are never duplicates', () => {
  const filter = new DuplicateFilter();
  assert.equal(filter.isDuplicate({ from: anna }), false);
  assert.equal(filter.isDuplicate({ from: anna }), false);
});

test('Only the newest messages are remembered, so that a page open for weeks does not grow', () => {
  const filter = new DuplicateFilter();
  for (let number = 0; number <= 2_000; number++) filter.isDuplicate({ from: anna, ref: `${number}` });
  assert.equal(filter.isDuplicate({ from: anna, ref: '2000' }), true);
  assert.equal(filter.isDuplicate({ from: anna, ref: '0' }), false);
});
