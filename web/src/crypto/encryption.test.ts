import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { decrypt, encrypt } from './encryption.ts';

const key = randomBytes(32);

test('an encrypted text can be decrypted', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) =>
      assert.equal(decrypt(encrypt(text, key, 'row 1'), key, 'row 1'), text),
    ),
  );
});

test('another key, another context and a changed text are refused', () => {
  const encrypted = encrypt('a private key', key, 'row 1');
  const changed = Buffer.from(encrypted, 'base64');
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  assert.throws(() => decrypt(encrypted, randomBytes(32), 'row 1'));
  assert.throws(() => decrypt(encrypted, key, 'row 2'));
  assert.throws(() => decrypt(changed.toString('base64'), key, 'row 1'));
});
