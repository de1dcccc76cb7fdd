import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { localPath } from './local-path.ts';

test('a page of the site is kept with its query', () => {
  assert.equal(localPath('/search?q=%D0%BA%D0%BE%D1%82'), '/search?q=%D0%BA%D0%BE%D1%82');
});

test('an address of another site becomes the home page, however it is spelled (row 29)', () => {
  const spellings = [
    'https://evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/%09/../\\evil.example/..//evil.example',
    '/.//evil.example',
    '/..//evil.example',
    'javascript:alert(1)',
    ' //evil.example',
    '',
  ];
  for (const spelling of spellings) {
    const url = new URL(localPath(spelling), 'http://lantern.example');
    assert.equal(url.origin, 'http://lantern.example', spelling);
  }
});

test('any “next” address keeps the browser on the site (row 29)', () => {
  const nasty = fc.array(
    fc.constantFrom('/', '\\', '.', ':', '@', '?', '#', '\t', '\n', ' ', '%2f', 'evil.example', 'http'),
  );
  fc.assert(
    fc.property(nasty, (parts) => {
      const path = localPath(parts.join(''));
      assert.equal(new URL(path, 'http://lantern.example/here').origin, 'http://lantern.example');
      assert.ok(path.startsWith('/') && !path.startsWith('//'));
    }),
  );
});

test('a page of an endless address becomes the home page', () => {
  assert.equal(localPath(`/search?q=${'%D0%BA'.repeat(600)}`).length, 3610);
  assert.equal(localPath(`/search?q=${'%D0%BA'.repeat(700)}`), '/');
});

test('a value other than text becomes the home page', () => {
  for (const value of [undefined, null, 7, ['/search'], { path: '/' }]) assert.equal(localPath(value), '/');
});
