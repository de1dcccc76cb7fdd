import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { base64url, CompactSign, compactVerify } from 'jose';
import { sign, verifiedValue } from './signature.ts';

const [key, other] = [randomBytes(32), randomBytes(32)];

test('only a value with its own signature is accepted: not a changed, cut, foreign or invented one (row 52)', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, fc.nat(), (value, made, at) => {
      const good = sign(value, key);
      assert.equal(verifiedValue(good, key), value);
      assert.equal(verifiedValue(good, other), undefined);
      const cut = at % good.length;
      assert.equal(verifiedValue(good.slice(0, cut), key), undefined);
      if (!made) return;
      assert.equal(verifiedValue(made, key), undefined);
      assert.equal(verifiedValue(good + made, key), undefined);
      const bent = good.slice(0, cut) + made + good.slice(cut + 1);
      if (bent !== good) assert.equal(verifiedValue(bent, key), undefined);
    }),
  );
});

test('signatures are accepted exactly when jose accepts them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.base64String({ minLength: 1 }), fc.boolean(), async (text, isOurs) => {
      const body = base64url.encode(text);
      const token = await new CompactSign(Buffer.from(text))
        .setProtectedHeader({ alg: 'HS256' })
        .sign(isOurs ? key : other);
      const signingInput = token.slice(0, token.lastIndexOf('.'));
      assert.equal(signingInput.endsWith(body), true);
      const joses = await compactVerify(token, key).then(
        () => true,
        () => false,
      );
      assert.equal(verifiedValue(token, key) === signingInput, joses);
    }),
    { numRuns: 50 },
  );
});
