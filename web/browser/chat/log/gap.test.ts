import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unreportedGap } from './gap.ts';

test('A reader has not missed the messages from before they joined', () => {
  const gap = { from: 10, to: 20, partial: true };
  assert.deepEqual(unreportedGap(gap, 0, undefined), gap);
  assert.deepEqual(unreportedGap(gap, 15, undefined), { ...gap, from: 15 });
  assert.equal(unreportedGap(gap, 25, undefined), undefined);
});

test('A gap within the one that was just reported is not reported again', () => {
  const reported = { from: 10, to: 20, partial: false };
  assert.equal(unreportedGap({ from: 12, to: 20, partial: true }, 0, reported), undefined);
  assert.deepEqual(unreportedGap({ from: 12, to: 21, partial: true }, 0, reported), {
    from: 12,
    to: 21,
    partial: true,
  });
  const complete = { from: 12, to: 18, partial: false };
  assert.deepEqual(unreportedGap(complete, 0, { ...reported, partial: true }), complete);
});

test('No gap ends before it begins, though the clocks of two servers differ', () => {
  assert.deepEqual(unreportedGap({ from: 30, to: 20, partial: false }, 0, undefined), {
    from: 20,
    to: 20,
    partial: false,
  });
});
