import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitLinks } from './links.ts';

const hrefs = (text: string) => splitLinks(text).flatMap(({ href }) => href ?? []);

test('A web address in a sentence becomes a link without the sentence’s punctuation', () => {
  assert.deepEqual(splitLinks('See (https://example.org/a_(b)), anna.'), [
    { text: 'See (' },
    { text: 'https://example.org/a_(b)', href: 'https://example.org/a_(b)' },
    { text: '), anna.' },
  ]);
  assert.deepEqual(hrefs('http://пример.рф/чат?q=1#a и HTTPS://EXAMPLE.ORG!'), [
    'http://xn--e1afmkfd.xn--p1ai/%D1%87%D0%B0%D1%82?q=1#a',
    'https://example.org/',
  ]);
});

test('Other schemes and half an address stay text', () => {
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,<b>',
    'ftp://example.org',
    'https://',
    'http://[',
    'a@b.org',
  ]) {
    assert.deepEqual(hrefs(text), [], text);
  }
});

test('Nothing of a text is lost or changed, and every link is http or https', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.constantFrom('https://', 'http://', 'javascript:', '(', ')', '\n', ' ', '.'),
  );
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const text = words.join('');
      const pieces = splitLinks(text);
      assert.equal(pieces.map((piece) => piece.text).join(''), text);
      for (const piece of pieces) {
        assert.notEqual(piece.text, '');
        if (piece.href) assert.match(piece.href, /^https?:\/\/./);
      }
    }),
  );
});
