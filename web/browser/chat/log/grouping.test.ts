import assert from 'node:assert/strict';
import { test } from 'node:test';
import { continues, sameDay } from './grouping.ts';

const noon = new Date(2025, 0, 15, 12, 0).getTime();
const minutes = (count: number) => count * 60_000;

test('The same author within five minutes goes on under one author line', () => {
  const first = { author: 'anna', at: noon };
  assert.equal(continues(first, { author: 'anna', at: noon + minutes(4.9) }), true);
  assert.equal(continues(first, { author: 'anna', at: noon + minutes(5) }), false);
  assert.equal(continues(first, { author: 'boris', at: noon }), false);
  assert.equal(continues(undefined, first), false);
});

test('A new day by the reader’s clock begins a new author line', () => {
  const midnight = new Date(2025, 0, 16).getTime();
  assert.equal(sameDay(midnight - 1, midnight), false);
  assert.equal(continues({ author: 'anna', at: midnight - 1 }, { author: 'anna', at: midnight }), false);
  assert.equal(sameDay(midnight, midnight + minutes(24 * 60) - 1), true);
});
