import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { generateSync } from 'otplib';
import { acceptedStep, newSecret } from './totp.ts';

/** RFC 6238, appendix B: the key "12345678901234567890", and the last six digits of its codes at these seconds. */
const KEY = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const CODES: [seconds: number, code: string][] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
];

test('codes are those of RFC 6238', () => {
  for (const [seconds, code] of CODES)
    assert.equal(
      acceptedStep(KEY, code, { after: 0, now: seconds * 1000 }),
      Math.floor(seconds / 30),
      String(seconds),
    );
});

test('a code is taken in its step and in those beside it, after no later code, and never else (row 22)', () => {
  const secret = newSecret();
  fc.assert(
    fc.property(
      fc.integer({ min: 1_000_000_000, max: 4_000_000_000 }),
      fc.integer({ min: -120, max: 120 }),
      fc.integer({ min: -3, max: 3 }),
      (made, later, used) => {
        const step = Math.floor(made / 30);
        const steps = Math.floor((made + later) / 30) - step;
        const taken = acceptedStep(secret, generateSync({ secret, epoch: made }), {
          after: step + used,
          now: (made + later) * 1000,
        });
        // A few steps in a million have the same code: then one is taken for the other.
        if (taken !== undefined && taken !== step) return;
        assert.equal(taken === step, Math.abs(steps) <= 1 && used < 0);
      },
    ),
  );
});

test('any input other than a code is wrong', () => {
  const secret = newSecret();
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (typed) => {
      fc.pre(!/^\d{6}$/.test(typed));
      assert.equal(acceptedStep(secret, typed, { after: 0, now: Date.now() }), undefined);
    }),
  );
});
