import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { slopeOf } from './slope.ts';

const MB = 1e6;

test('memory that grows by 100 bytes a request has that slope, whatever came first and in one odd sample', () => {
  fc.assert(
    fc.property(fc.nat(12), fc.integer({ min: 0, max: 50 }), (odd, jump) => {
      const samples = Array.from({ length: 19 }, (_, n) => ({
        done: n * 1000,
        bytes: 50 * MB + n * 100_000,
      }));
      // While it warms up, memory grows fast.
      for (const sample of samples.slice(0, 6)) sample.bytes -= 30 * MB;
      const last = samples[6 + odd];
      if (last) last.bytes += jump * MB;
      assert.ok(Math.abs(slopeOf(samples) - 100) < 15, `${slopeOf(samples)}`);
    }),
  );
});

test('memory that goes up and down has no slope', () => {
  const samples = Array.from({ length: 31 }, (_, n) => ({ done: n * 1000, bytes: 60 * MB + (n % 2) * MB }));
  assert.equal(slopeOf(samples), 0);
});

test('a run that did nothing has no slope to tell', () => {
  assert.throws(() => slopeOf([{ done: 5, bytes: 1 }]), /too few samples/);
});
