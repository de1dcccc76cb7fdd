import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SentHistory } from './sent-history.ts';

test('The arrow keys walk back through the sent texts and forward to the empty composer', () => {
  const history = new SentHistory();
  assert.equal(history.previous(), undefined);
  for (const text of ['one', 'two', 'two']) history.add(text);
  assert.equal(history.previous(), 'two');
  assert.equal(history.previous(), 'one');
  assert.equal(history.previous(), undefined);
  assert.equal(history.isCurrent('one'), true);
  assert.equal(history.isCurrent('one, changed'), false);
  assert.equal(history.next(), 'two');
  assert.equal(history.next(), '');
  assert.equal(history.next(), '');
});

test('After a reset the next walk starts from the end', () => {
  const history = new SentHistory();
  for (const text of ['one', 'two']) history.add(text);
  history.previous();
  history.previous();
  history.reset();
  assert.equal(history.previous(), 'two');
});
