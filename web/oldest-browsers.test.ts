import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { OLDEST_BROWSERS } from './build.ts';

test('the manual names the oldest browsers that the bundles are made for', () => {
  const manual = readFileSync(new URL('../docs/browsers.md', import.meta.url), 'utf8');
  const oldest = [...manual.matchAll(/^\| ([^|]+) \| ([\d.]+) \(/gm)].map(([, names, version]) => [
    names,
    version,
  ]);
  const { chrome, edge, firefox, safari, ios } = OLDEST_BROWSERS;
  assert.deepEqual(oldest, [
    ['Chrome, Edge and what is built on them, Android too', chrome],
    ['Firefox', firefox],
    ['Safari on macOS, every browser on iOS', safari],
  ]);
  assert.deepEqual([chrome, safari], [edge, ios]);
});
