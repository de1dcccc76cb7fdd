import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCommonPassword } from './common-passwords.ts';

test('a common word is common in any decoration', () => {
  for (const password of [
    'Password1!',
    'P@ssw0rd2024!',
    'Qwerty123$',
    '!!Admin-2025',
    'Йцукен12!',
    'QwertyQwerty1!',
  ]) {
    assert.ok(isCommonPassword(password), password);
  }
});

test('a sentence that contains a common word is not common', () => {
  for (const password of ['My dragon eats 3 tomatoes', 'Ромашка 7 на окне', 'kT9#vQ2!x']) {
    assert.ok(!isCommonPassword(password), password);
  }
});
