import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { AuthorError, fileName, readAuthor } from './author.ts';

const refuses = (text: string) => assert.throws(() => readAuthor(text), AuthorError, JSON.stringify(text));

test('files are named for surname and first name, in Latin and Cyrillic letters', () => {
  const names = {
    'Иванова Анна': 'Иванова_Анна_webdev_lab_1.docx',
    'Smith John': 'Smith_John_webdev_lab_1.docx',
    'Салтыков-Щедрин Михаил': 'Салтыков-Щедрин_Михаил_webdev_lab_1.docx',
    'García Márquez Gabriel': 'García_Márquez_Gabriel_webdev_lab_1.docx',
    '  O’Brien   Mary-Jane ': 'O’Brien_Mary-Jane_webdev_lab_1.docx',
    'Чайковский П.И.': 'Чайковский_П.И._webdev_lab_1.docx',
  };
  for (const [text, name] of Object.entries(names)) assert.equal(fileName(readAuthor(text), 'docx'), name);
  assert.equal(fileName('Иванова Анна', 'zip'), 'Иванова_Анна_webdev_lab_1.zip');
});

test('a letter and its accent make one character, however they were typed', () => {
  assert.equal(readAuthor('Ёлкин Андрей'.normalize('NFD')), 'Ёлкин Андрей');
});

test('slashes, control characters, dots alone and names that are too long are refused', () => {
  for (const text of [
    '',
    ' ',
    'Anna',
    '.. ..',
    '. Anna',
    'Anna -',
    '../.. etc',
    'a/b c',
    'a\\b c',
    'C: Anna',
  ])
    refuses(text);
  for (const text of [
    'Anna\tBella',
    'Anna\nBella',
    'Anna Bella\0',
    'Anna\u202eBella Carla',
    'Анна\u00a0Белла',
  ])
    refuses(text);
  refuses(`Anna ${'a'.repeat(100)}`);
  refuses('a b c d e');
  assert.throws(() => fileName(`Anna ${'ж'.repeat(95)}`.replace('ж', 'ж'.repeat(40)), 'docx'), AuthorError);
});

test('whatever is typed, it is refused or names one file in the folder', () => {
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc
      .array(fc.constantFrom(...'АаЯёZé-’. /\\\0\n\u202e\u0301'), { maxLength: 140 })
      .map((all) => all.join('')),
  );
  fc.assert(
    fc.property(typed, (text) => {
      let name: string;
      try {
        name = fileName(readAuthor(text), 'docx');
      } catch (error) {
        return error instanceof AuthorError;
      }
      assert.equal(basename(name), name);
      assert.ok(Buffer.byteLength(name) <= 255, name);
      assert.match(name, /^[\p{L}\p{M}'’.-]+(_[\p{L}\p{M}'’.-]+){1,3}_webdev_lab_1\.docx$/u);
      assert.equal(readAuthor(readAuthor(text)), readAuthor(text));
      return true;
    }),
    { numRuns: 2000 },
  );
});
