import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lengthOf } from './length.ts';

test('A text of many rows is long, however it comes to them', () => {
  assert.equal(lengthOf('a\n'.repeat(25)), 'short');
  for (const text of ['\n'.repeat(4_000), 'слово '.repeat(660), 'a\n'.repeat(40)])
    assert.equal(lengthOf(text), 'long');
});

test('A letter with more marks than any language writes is tall, and those that languages write are not', () => {
  assert.equal(lengthOf(`a${'\u0301'.repeat(60)}`), 'tall');
  assert.equal(lengthOf('\n'.repeat(100) + '\u20dd'.repeat(9)), 'tall');
  for (const text of ['Nguyễn'.normalize('NFD'), 'בְּרֵאשִׁית', 'น้ำ', '❤️'.repeat(20), '👩‍👩‍👧‍👦'.repeat(5)])
    assert.equal(lengthOf(text), 'short', text);
});
