import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ownFiles, root } from '../checkout.ts';

const sources = ownFiles('**/*.{ts,mjs,css,njk}');

test('no file or folder has a name that says nothing', () => {
  const drawer = /^(utils?|helpers?|common|misc|shared|lib|stuff)(\.|$)/i;
  assert.deepEqual(
    sources.filter((path) => path.split('/').some((name) => drawer.test(name))),
    [],
  );
});

test('files stay under 250 lines', () => {
  /** A longer file stands here with its reason. */
  const excused: Record<string, string> = {};
  const long = sources.filter((path) => readFileSync(join(root, path), 'utf8').split('\n').length > 251);
  assert.deepEqual(long, Object.keys(excused));
});
