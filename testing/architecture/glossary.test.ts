import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { ownFiles, root } from '../checkout.ts';

const rows = readFileSync(join(root, 'docs/glossary.md'), 'utf8').matchAll(
  /^\| (.+?) \| .+? \| (.*?) ?\|$/gm,
);
const retired = new Set(
  [...rows]
    .filter(([, term]) => !/^(term|---)$/.test(term ?? ''))
    .flatMap(([, , words = '']) => words.split(', ')),
);
retired.delete('');

/** `roomTokens.ts` and `room-tokens` are the words room and tokens. */
const wordsOf = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_.]/);
const isRetired = (name: string) => wordsOf(name).some((word) => retired.has(word));

test('no file and no export has a name that the glossary retired', () => {
  assert.ok(retired.size > 10, 'the glossary was not read');
  const sources = ownFiles('**/*.{ts,mjs,css,njk}');
  const files = sources.filter((path) => isRetired(basename(path)));
  const declaration =
    /^export (?:async |abstract )*(?:function\*?|const|let|class|type|interface|enum) ([\w$]+)/gm;
  const exports = sources.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(declaration)]
      .map(([, name = '']) => name)
      .filter(isRetired)
      .map((name) => `${path}: ${name}`),
  );
  assert.deepEqual([...files, ...exports], []);
});
