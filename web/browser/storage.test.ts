import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stored } from './storage.ts';

test('A browser that refuses storage causes no failure', () => {
  const refused = new Stored<string>({
    storage: () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    },
    key: 'draft',
  });
  refused.write('text');
  refused.write(undefined);
  assert.equal(refused.read(), undefined);
});

test('A value that is not JSON counts as absent', () => {
  const broken = new Stored<string>({
    storage: () => ({ getItem: () => '{' }) as unknown as Storage,
    key: 'draft',
  });
  assert.equal(broken.read(), undefined);
});
