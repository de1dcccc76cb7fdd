import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newsOf } from './gap.ts';

test('Nobody has missed what was said before they came', () => {
  const gap = { from: 10, to: 20, partial: true };
  assert.deepEqual(newsOf(gap, 0, undefined), gap);
  assert.deepEqual(newsOf(gap, 15, undefined), { ...gap, from: 15 });
  assert.equal(newsOf(gap, 25, undefined), undefined);
});

test('A gap within the one that was just told is no news', () => {
  const told = { from: 10, to: 20, partial: false };
  assert.equal(newsOf({ from: 12, to: 20, partial: true }, 0, told), undefined);
  assert.deepEqual(newsOf({ from: 12, to: 21, partial: true }, 0, told), { from: 12, to: 21, partial: true });
  const whole = { from: 12, to: 18, partial: false };
  assert.deepEqual(newsOf(whole, 0, { ...told, partial: true }), whole);
});

test('Of two servers whose clocks differ no gap ends before it begins', () => {
  assert.deepEqual(newsOf({ from: 30, to: 20, partial: false }, 0, undefined), {
    from: 20,
    to: 20,
    partial: false,
  });
});
