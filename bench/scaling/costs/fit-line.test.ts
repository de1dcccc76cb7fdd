import assert from 'node:assert/strict';
import test from 'node:test';
import { fitLine } from './fit-line.ts';

test('a line through points on one is that line', () => {
  const { offset, slope } = fitLine([
    [1, 13],
    [5, 25],
    [100, 310],
  ]);
  assert.ok(Math.abs(offset - 10) < 1e-9 && Math.abs(slope - 3) < 1e-9);
});

test('a tenth too much counts the same on a small and on a large figure', () => {
  const { offset, slope } = fitLine([
    [0, 10],
    [0, 12],
    [1000, 1000],
    [1000, 1200],
  ]);
  assert.ok(offset > 10 && offset < 12);
  assert.ok(offset + 1000 * slope > 1000 && offset + 1000 * slope < 1200);
});
