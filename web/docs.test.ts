import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { ERRORS_FILE, errorsMarkdown } from './docs.ts';

test('docs/errors.md is what `npm run docs` makes of the catalogue', async () => {
  assert.equal(await readFile(ERRORS_FILE, 'utf8'), errorsMarkdown());
});
