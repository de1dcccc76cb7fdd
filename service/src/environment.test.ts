import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { z } from 'zod';
import { commaList, EnvironmentError, examineEnvironment, port, readEnvironment } from './environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'lantern-'));
after(() => rmSync(folder, { recursive: true }));

const schema = z.object({
  PORT: port.default(8080),
  SECRET: z.string().min(8, 'is too short'),
  NAMES: commaList.default([]),
});

test('values are parsed, and absent or empty ones get their defaults', () => {
  const values = readEnvironment(schema, { PORT: '', SECRET: 'long enough', NAMES: ' a, b,,c ' });
  assert.deepEqual(values, { PORT: 8080, SECRET: 'long enough', NAMES: ['a', 'b', 'c'] });
});

test('a secret may come from a file, without its last line break', () => {
  const file = join(folder, 'secret');
  writeFileSync(file, 'from a file\n');
  assert.equal(readEnvironment(schema, { SECRET_FILE: file }).SECRET, 'from a file');
});

test('each problem is reported in its own line, without values', () => {
  assert.throws(
    () => readEnvironment(schema, { PORT: '70000', SECRET: 'shorty' }),
    (error: Error) => {
      assert.ok(error instanceof EnvironmentError);
      assert.deepEqual(
        error.message.split('\n').map((line) => line.split(':')[0]),
        ['PORT', 'SECRET'],
      );
      assert.doesNotMatch(error.message, /70000|shorty/);
      return true;
    },
  );
  assert.throws(() => readEnvironment(schema, {}), /^EnvironmentError: SECRET: is required$/);
});

test('an absent file, and a value given twice, are problems', () => {
  assert.throws(
    () => readEnvironment(schema, { SECRET_FILE: join(folder, 'absent') }),
    /SECRET_FILE: cannot read .*ENOENT/,
  );
  assert.throws(
    () => readEnvironment(schema, { SECRET: 'long enough', SECRET_FILE: 'x' }),
    /either SECRET or SECRET_FILE/,
  );
});

test('an examination returns valid values beside the problems', () => {
  const { values, problems } = examineEnvironment(schema, {
    PORT: 'eighty',
    SECRET: 'long enough',
    SECRET_FILE: join(folder, 'absent'),
    NAMES: 'a',
  });
  assert.deepEqual(values, { NAMES: ['a'] });
  assert.deepEqual(
    problems.map((line) => line.split(':')[0]),
    ['SECRET', 'PORT'],
  );
});
