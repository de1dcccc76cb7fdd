import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { ARCHITECTURE_FILE, architectureMarkdown } from './picture.ts';

test('docs/architecture.md shows the imports of now: `npm run docs` makes it', async () => {
  assert.equal(await readFile(ARCHITECTURE_FILE, 'utf8'), architectureMarkdown());
});
