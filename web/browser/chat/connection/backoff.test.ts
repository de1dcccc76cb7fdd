import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backoff } from './backoff.ts';

test('The delay doubles from a second up to half a minute', () => {
  const longest = [1, 2, 3, 4, 5, 6, 60].map((attempt) => backoff(attempt, () => 1));
  assert.deepEqual(longest, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test('Jitter takes off at most half of the delay, whatever the attempt', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const delay = backoff(attempt, () => random);
      const full = backoff(attempt, () => 1);
      assert.ok(delay >= full / 2 && delay <= full && delay >= 500 && delay <= 30_000);
    }),
  );
});
