import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitLinks } from './links.ts';

const hrefs = (text: string) => splitLinks(text).flatMap(({ href }) => href ?? []);
const links = (text: string) => splitLinks(text).flatMap(({ text, href }) => (href ? text : []));

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

test('A host and a path end at whatever looks like a space, as at a space', () => {
  for (const blank of '\u00a0\u3000\u3164\u115f\u1160\uffa0\u2800\ufffc\u{13441}\u{13442}\u{1d159}') {
    const code = blank.codePointAt(0)?.toString(16);
    const hosts = hrefs(`https://bank.example${blank}.evil.example/a www.bank.example${blank}evil.example`);
    assert.deepEqual(hosts, ['https://bank.example/', 'http://www.bank.example/'], code);
    assert.deepEqual(links(`https://bank.example/a${blank}b`), ['https://bank.example/a'], code);
    assert.deepEqual(links(`https://bank.example:80${blank}80`), ['https://bank.example:80'], code);
  }
});

/** A text, and the parts of it that a reader takes for addresses. */
const EXAMPLES: [string, ...string[]][] = [
  // Brackets, as GitHub does and further.
  ['www.google.com/search?q=Markup+(business)', 'www.google.com/search?q=Markup+(business)'],
  ['www.google.com/search?q=Markup+(business)))', 'www.google.com/search?q=Markup+(business)'],
  ['(www.google.com/search?q=Markup+(business))', 'www.google.com/search?q=Markup+(business)'],
  ['(www.google.com/search?q=Markup+(business)', 'www.google.com/search?q=Markup+(business)'],
  ['www.google.com/search?q=(business))+ok', 'www.google.com/search?q=(business))+ok'],
  ['(see https://example.org/a)and', 'https://example.org/a'],
  ['https://example.org/a(', 'https://example.org/a'],
  ['[https://example.org/q?a[0]=1&b[]=2].', 'https://example.org/q?a[0]=1&b[]=2'],
  ['{https://example.org/{id}}', 'https://example.org/{id}'],
  ['<https://example.org/a.>', 'https://example.org/a.'],
  ['www.commonmark.org/he<lp', 'www.commonmark.org/he'],
  ['&lt;https://example.org/a&gt;', 'https://example.org/a'],
  ['www.google.com/search?q=commonmark&hl=en', 'www.google.com/search?q=commonmark&hl=en'],
  ['www.google.com/search?q=commonmark&hl;', 'www.google.com/search?q=commonmark'],
  // Markdown.
  ['[here](https://example.org/a), [there](www.example.org).', 'https://example.org/a', 'www.example.org'],
  ['[https://example.org/a](https://example.net/b)', 'https://example.org/a', 'https://example.net/b'],
  ['![a](https://example.org/a_(b).png)!', 'https://example.org/a_(b).png'],
  ['[a](https://example.org/a "title")', 'https://example.org/a'],
  [
    '**https://example.org/a** _www.example.org_ ~~https://example.org/c~~',
    'https://example.org/a',
    'www.example.org',
    'https://example.org/c',
  ],
  ['**https://example.org/a**b', 'https://example.org/a'],
  ['`https://example.org/a`', 'https://example.org/a'],
  // Quotation marks of any language.
  ...[
    '«»',
    '“”',
    '„“',
    '””',
    '‘’',
    '‚‘',
    '‹›',
    '「」',
    '『』',
    '《》',
    '〈〉',
    '""',
    "''",
    '（）',
    '［］',
    '【】',
    '〔〕',
  ].map(([open, close]): [string, string] => [
    `${open}https://example.org/a${close}`,
    'https://example.org/a',
  ]),
  ['«https://example.org/a»и', 'https://example.org/a'],
  ["'https://example.org/a'b", 'https://example.org/a'],
  ['https://fr.example.org/wiki/L’Étranger', 'https://fr.example.org/wiki/L’Étranger'],
  // Punctuation of scripts without spaces, and of others.
  ['请看https://example.org/路径。下一句', 'https://example.org/路径'],
  ['请看https://example.org，然后', 'https://example.org'],
  ['请看https://example.org这个', 'https://example.org'],
  ['これはhttps://例え.jp/道、です', 'https://例え.jp/道'],
  ['https://example.org！https://example.net？', 'https://example.org', 'https://example.net'],
  ['انظر https://example.org/a، أو https://example.org/b؟', 'https://example.org/a', 'https://example.org/b'],
  ['देखो https://example.org/a। फिर', 'https://example.org/a'],
  ['https://example.org/…', 'https://example.org/'],
  ['https://example.org — там', 'https://example.org'],
  ['https://example.org—там', 'https://example.org'],
  ['https://en.example.org/wiki/Mexico–United_States', 'https://en.example.org/wiki/Mexico–United_States'],
  ['https://example.org😀', 'https://example.org'],
  ['http://🍄.ga/ http://x🍄.ga/', 'http://🍄.ga/', 'http://x🍄.ga/'],
  // Trailing punctuation.
  ...['_', '*', '~', '!', '?', '.', ',', ':', ';', "'", '"', '?!', '...', '_*~!?', '|', ').'].map(
    (tail): [string, string] => [`https://example.org/a${tail} b`, 'https://example.org/a'],
  ),
  ['https://example.org/?q=a?', 'https://example.org/?q=a'],
  ['https://example.org/~anna/a_b/*c!d', 'https://example.org/~anna/a_b/*c!d'],
  ['https://example.org/a-', 'https://example.org/a-'],
  ['https://example.org: https://example.org?', 'https://example.org', 'https://example.org'],
  // Adjacent addresses.
  ['https://example.org,https://example.net', 'https://example.org', 'https://example.net'],
  [
    'https://example.org/a,https://example.net/b;www.example.com',
    'https://example.org/a',
    'https://example.net/b',
    'www.example.com',
  ],
  ["'https://example.org/a','https://example.net/b'", 'https://example.org/a', 'https://example.net/b'],
  ['https://example.org/a|https://example.net/b', 'https://example.org/a', 'https://example.net/b'],
  ['https://example.org/ahttps://example.net', 'https://example.org/a', 'https://example.net'],
  ['https://example.orghttps://example.net', 'https://example.org', 'https://example.net'],
  ['https://http://example.org', 'http://example.org'],
  ['https://example.org/1,2,3', 'https://example.org/1,2,3'],
  ['https://web.example.org/2020/https://example.org/', 'https://web.example.org/2020/https://example.org/'],
  ['https://example.org/?next=https://example.net', 'https://example.org/?next=https://example.net'],
  // Without a scheme, and what looks like a URL and is none.
  ['www.commonmark.org', 'www.commonmark.org'],
  ['Visit www.commonmark.org/a.b.', 'www.commonmark.org/a.b'],
  ['www.xxx.yyy._zzz www.xxx._yyy.zzz www._xxx.yyy.zzz', 'www._xxx.yyy.zzz'],
  ['www. www.a www..org anna@www.example.org xwww.example.org ftp://www.example.org'],
  ['example.org anna@example.org mailto:anna@example.org localhost:8080'],
  [
    'http://localhost:8080/a http://192.168.1.1 http://[::1]:8080/',
    'http://localhost:8080/a',
    'http://192.168.1.1',
    'http://[::1]:8080/',
  ],
  ['git+https://example.org xhttps://example.org'],
];

test('A link is exactly what a reader would take for the address', () => {
  for (const [text, ...expected] of EXAMPLES) assert.deepEqual(links(text), expected, text);
});

test('Invisible characters neither end an address nor become part of its target', () => {
  assert.deepEqual(
    hrefs('https://exam\u200bple.org/a\u200bb\u00adc\u200b \ufeffhttps://example.org/\u2060'),
    ['https://example.org/abc', 'https://example.org/'],
  );
  assert.deepEqual(links('\u2068https://example.org/a\u2069 https://example.org/b\u202ec'), [
    'https://example.org/a',
    'https://example.org/b',
  ]);
});

test('A URL that hides its real target is no link', () => {
  for (const text of [
    'https://bank.example@evil.example/',
    'https://bank.example:443@evil.example/',
    "https://bank.example'a@evil.example/",
    'www.bank.example@evil.example',
    'https://bаnk.example',
    'https://аррӏе.com',
    'https://exa\u202emoc.elp@evil.example',
    `https://${'a'.repeat(300)}.example`,
  ])
    assert.deepEqual(links(text), [], text);
  assert.deepEqual(hrefs('https://bank.example\\@evil.example https://bank.example/@evil.example'), [
    'https://bank.example/',
    'https://bank.example/@evil.example',
  ]);
});

test('Other schemes and incomplete addresses remain text', () => {
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,<b>',
    'ftp://example.org',
    'https://',
    'https://-',
    'https://a..b',
    'http://[',
    'a@b.org',
  ]) {
    assert.deepEqual(hrefs(text), [], text);
  }
});

const word = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.constantFrom(
    'https://',
    'http://',
    'javascript:',
    'www.',
    'a.b',
    '(',
    ')',
    '](',
    '&gt;',
    '@',
    '\n',
    ' ',
    '.',
    '\u200b',
  ),
);

test('The pieces joined are the text, and every link is http or https', () => {
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const text = words.join('');
      const pieces = splitLinks(text);
      assert.equal(pieces.map((piece) => piece.text).join(''), text);
      for (const piece of pieces) {
        assert.notEqual(piece.text, '');
        if (!piece.href) continue;
        assert.match(piece.href, /^https?:\/\/./);
        const { username, password } = new URL(piece.href);
        assert.deepEqual([username, password], ['', '']);
      }
    }),
  );
});
