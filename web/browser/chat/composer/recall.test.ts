import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Recall } from './recall.ts';

test('The arrow keys walk back through what was sent and forward to the empty composer', () => {
  const recall = new Recall();
  assert.equal(recall.earlier(), undefined);
  for (const text of ['one', 'two', 'two']) recall.add(text);
  assert.equal(recall.earlier(), 'two');
  assert.equal(recall.earlier(), 'one');
  assert.equal(recall.earlier(), undefined);
  assert.equal(recall.shows('one'), true);
  assert.equal(recall.shows('one, changed'), false);
  assert.equal(recall.later(), 'two');
  assert.equal(recall.later(), '');
  assert.equal(recall.later(), '');
});

test('Leaving starts the next walk from the end', () => {
  const recall = new Recall();
  for (const text of ['one', 'two']) recall.add(text);
  recall.earlier();
  recall.earlier();
  recall.leave();
  assert.equal(recall.earlier(), 'two');
});
