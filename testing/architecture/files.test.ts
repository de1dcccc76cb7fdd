import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ownFiles, root } from '../checkout.ts';
import { importsOf } from './imports.ts';

const sources = ownFiles('**/*.{ts,mjs,css,njk}');

test('no file or folder has a meaningless name', () => {
  const drawer = /^(utils?|helpers?|common|misc|shared|lib|stuff)(\.|$)/i;
  assert.deepEqual(
    sources.filter((path) => path.split('/').some((name) => drawer.test(name))),
    [],
  );
});

test('a folder holds at most 15 files, tests left out', () => {
  const folders = new Map<string, number>();
  for (const path of sources) {
    if (path.endsWith('.test.ts')) continue;
    folders.set(dirname(path), (folders.get(dirname(path)) ?? 0) + 1);
  }
  assert.deepEqual(
    [...folders].filter(([, count]) => count > 15),
    [],
  );
});

test('files stay under 250 lines', () => {
  /** A longer file stands here with its reason. */
  const excused: Record<string, string> = {};
  const long = sources.filter((path) => readFileSync(join(root, path), 'utf8').split('\n').length > 251);
  assert.deepEqual(long, Object.keys(excused));
});

test('each decision has a number of its own, in its name and in its heading', () => {
  const decisions = ownFiles('docs/decisions/*.md').map((path) => {
    const number = Number(path.split('/').at(-1)?.slice(0, 4));
    const [, heading] = /^# (\d+)\. /.exec(readFileSync(join(root, path), 'utf8')) ?? [];
    assert.equal(Number(heading), number, path);
    return number;
  });
  assert.equal(new Set(decisions).size, decisions.length);
});

test('nothing is exported that nobody uses', () => {
  const texts = ownFiles('**/*.ts').map((path) => [path, readFileSync(join(root, path), 'utf8')] as const);
  const imported = new Set(
    texts.flatMap(([path, text]) => importsOf(path, text).flatMap(({ names }) => names)),
  );
  const declaration =
    /^export (?:async |abstract )*(?:function\*?|const|let|class|type|interface|enum) ([\w$]+)/gm;
  const unused = texts.flatMap(([path, text]) =>
    [...text.matchAll(declaration)]
      .map(([, name = '']) => name)
      // A type may be exported because it is part of what is.
      .filter((name) => !imported.has(name) && text.split(new RegExp(`\\b${name}\\b`)).length <= 2)
      .map((name) => `${path}: ${name}`),
  );
  assert.deepEqual(unused, []);
});
