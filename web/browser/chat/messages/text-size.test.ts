import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textSize } from './text-size.ts';

test('A text of many rows is long, by line breaks or by its length', () => {
  assert.equal(textSize('a\n'.repeat(25)), 'short');
  for (const text of ['\n'.repeat(4_000), 'слово '.repeat(660), 'a\n'.repeat(40)])
    assert.equal(textSize(text), 'long');
});

test('A letter with more marks than any language uses is tall, and letters of languages are not', () => {
  assert.equal(textSize(`a${'\u0301'.repeat(60)}`), 'tall');
  assert.equal(textSize('\n'.repeat(100) + '\u20dd'.repeat(9)), 'tall');
  for (const text of ['Nguyễn'.normalize('NFD'), 'בְּרֵאשִׁית', 'น้ำ', '❤️'.repeat(20), '👩‍👩‍👧‍👦'.repeat(5)])
    assert.equal(textSize(text), 'short', text);
});
