import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { newRecoveryCodes, readRecoveryCode, recoveryCodeHash } from './recovery-codes.ts';

test('a code is read however it is copied: in capitals, with spaces, with letters that look like its digits', () => {
  const written = fc.constantFrom(
    (code: string) => code.toUpperCase(),
    (code: string) => code.replaceAll('-', ' '),
    (code: string) => ` ${code.replaceAll('-', '')}\n`,
    (code: string) => code.replaceAll('0', 'O').replaceAll('1', 'l'),
    (code: string) => code.replaceAll('1', 'I'),
  );
  fc.assert(
    fc.property(written, (copy) => {
      for (const code of newRecoveryCodes())
        assert.equal(readRecoveryCode(copy(code)), code.replaceAll('-', ''));
    }),
  );
});

test('anything else is read as none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (typed) => {
      const read = readRecoveryCode(typed);
      assert.ok(read === undefined || /^[0-9a-hjkmnp-tv-z]{16}$/.test(read));
    }),
  );
  for (const typed of ['', '123456', 'u'.repeat(16), '0'.repeat(15), '0'.repeat(17)])
    assert.equal(readRecoveryCode(typed), undefined);
});

test('a hash is of one code, one person and one key (row 23)', () => {
  const [key, other] = [randomBytes(32), randomBytes(32)];
  const hashes = [
    recoveryCodeHash('0'.repeat(16), 'anna', key),
    recoveryCodeHash('1'.repeat(16), 'anna', key),
    recoveryCodeHash('0'.repeat(16), 'boris', key),
    recoveryCodeHash('0'.repeat(16), 'anna', other),
  ];
  assert.equal(new Set(hashes).size, hashes.length);
});
