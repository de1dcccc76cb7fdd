import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownFiles } from '../checkout.ts';
import { read } from './texts.ts';

/** | 7 | what must hold | `file`, `file` | */
const table = [...read('docs/security.md').matchAll(/^\| (\d+) \| .* \| (.*) \|$/gm)].map(
  ([, row = '', shown = '']) => ({ row, files: [...shown.matchAll(/`([^`]+)`/g)].map(([, file]) => file) }),
);

/** Row → the files with a test whose name ends in "(row 7)" or "(rows 7, 12)". */
const tests = new Map<string, string[]>();
for (const file of ownFiles('**/*.{test,story}.ts'))
  for (const [, named = ''] of read(file).matchAll(/\((rows? \d+(?:, (?:row )?\d+)*)\)['`]/g))
    for (const [row] of named.matchAll(/\d+/g)) tests.set(row, [...(tests.get(row) ?? []), file]);

test('docs/security.md has every row of the checklist once, in order', () => {
  const rows = table.map(({ row }) => Number(row));
  assert.deepEqual(
    rows.slice(0, 41),
    Array.from({ length: 41 }, (_, at) => at + 1),
  );
  assert.deepEqual(
    rows,
    [...new Set(rows)].sort((one, other) => one - other),
  );
});

test('each test file named in a row has a test of this row', () => {
  for (const { row, files } of table)
    for (const file of files)
      assert.ok(
        tests.get(row)?.some((path) => path.endsWith(`${file}`)),
        `row ${row}: ${file}`,
      );
});

test('a row without tests is one of a missing feature or a benchmark', () => {
  const bare = table.filter(({ files }) => files.length === 0).map(({ row }) => Number(row));
  assert.deepEqual(new Set(bare).difference(new Set([9, 31])), new Set());
});
