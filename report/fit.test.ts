import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../testing/checkout.ts';
import { TooLargeError, writeWithin } from './fit.ts';

const png = await readFile(join(root, 'docs/images/chat.png'));
const pngs = new Map([
  ['first', png],
  ['second', png],
]);
const TEXT = Buffer.alloc(10_000);
/** A document that is its text and its pictures, one after the other. */
const write = async (pictures: Map<string, { png: Uint8Array }>) =>
  Buffer.concat([TEXT, ...[...pictures.values()].map((picture) => picture.png)]);

test('pictures are made as small as a document needs, and keep their size on paper', async () => {
  const sizes: number[] = [];
  const shapes = new Set<string>();
  for (const limit of [200_000, 45_000, 35_000]) {
    const document = await writeWithin(limit, pngs, (pictures) => {
      for (const { width, height } of pictures.values()) shapes.add(`${width} × ${height}`);
      return write(pictures);
    });
    assert.ok(document.length <= limit, `${document.length} of ${limit}`);
    sizes.push(document.length);
  }
  assert.ok(Number(sizes[0]) > Number(sizes[1]) && Number(sizes[1]) > Number(sizes[2]), sizes.join());
  assert.deepEqual([...shapes], ['1000 × 740']);
});

test('a document that is too large with the smallest pictures is refused, with its size', async () => {
  await assert.rejects(writeWithin(15_000, pngs, write), (error) => {
    assert.ok(error instanceof TooLargeError);
    assert.match(
      error.message,
      /^The document cannot be made smaller than \d{5} bytes, and 15000 are allowed: /,
    );
    return true;
  });
});
