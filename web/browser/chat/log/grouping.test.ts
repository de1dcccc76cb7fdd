import assert from 'node:assert/strict';
import { test } from 'node:test';
import { continuesGroup, isSameDay } from './grouping.ts';

const noon = new Date(2025, 0, 15, 12, 0).getTime();
const minutes = (count: number) => count * 60_000;

test('Messages of one author within five minutes stand under one author line', () => {
  const first = { author: 'anna', at: noon };
  assert.equal(continuesGroup(first, { author: 'anna', at: noon + minutes(4.9) }), true);
  assert.equal(continuesGroup(first, { author: 'anna', at: noon + minutes(5) }), false);
  assert.equal(continuesGroup(first, { author: 'boris', at: noon }), false);
  assert.equal(continuesGroup(undefined, first), false);
});

test('A new day in the reader’s time zone starts a new author line', () => {
  const midnight = new Date(2025, 0, 16).getTime();
  assert.equal(isSameDay(midnight - 1, midnight), false);
  assert.equal(continuesGroup({ author: 'anna', at: midnight - 1 }, { author: 'anna', at: midnight }), false);
  assert.equal(isSameDay(midnight, midnight + minutes(24 * 60) - 1), true);
});
