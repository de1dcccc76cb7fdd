import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backoff } from './backoff.ts';

test('The wait doubles from a second and stops growing at half a minute', () => {
  const longest = [1, 2, 3, 4, 5, 6, 60].map((attempt) => backoff(attempt, () => 1));
  assert.deepEqual(longest, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test('Chance takes off at most half of the wait, whatever the attempt', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
      const wait = backoff(attempt, () => chance);
      const full = backoff(attempt, () => 1);
      assert.ok(wait >= full / 2 && wait <= full && wait >= 500 && wait <= 30_000);
    }),
  );
});
