import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Piece } from '../formatted-text.ts';
import { grammarOf } from './grammar-names.ts';
import { highlightedPieces } from './highlighted-pieces.ts';
import { parseInTurn } from './parse-queue.ts';

const EXAMPLES = {
  js: { code: "const a = <b c='d'>1</b>; // e", keyword: 'const', string: "'d'", comment: '// e' },
  TypeScript: { code: "type A = 'b'; // c", keyword: 'type', string: "'b'", comment: '// c' },
  tsx: { code: "let a: B = <c d='e'/>; // f", keyword: 'let', string: "'e'", comment: '// f' },
  py: { code: "def a():\n    return 'b' # c", keyword: 'def', string: "'b'", comment: '# c' },
  json: { code: '{"a": "b"}', name: '"a"', string: '"b"' },
  html: {
    code: '<a b="c"></a><script>if (d);</script><!-- e -->',
    keyword: 'if',
    string: '"c"',
    comment: '<!-- e -->',
  },
  css: { code: '@media x {} a { b: "c" } /* d */', keyword: '@media', string: '"c"', comment: '/* d */' },
  rust: { code: 'fn a() { "b" } // c', keyword: 'fn', string: '"b"', comment: '// c' },
  'c++': { code: 'int a() { return "b"; } // c', keyword: 'return', string: '"b"', comment: '// c' },
  java: { code: 'class A { String b = "c"; } // d', keyword: 'class', string: '"c"', comment: '// d' },
  go: { code: 'func a() { b("c") } // d', keyword: 'func', string: '"c"', comment: '// d' },
  php: { code: "echo 'a'; // b", keyword: 'echo', string: "'a'", comment: '// b' },
  PHP: { code: "<p><?php echo 'a'; // b", keyword: 'echo', string: "'a'", comment: '// b' },
  yaml: { code: 'a: "b" # c', name: 'a', string: '"b"', comment: '# c' },
  xml: { code: '<a b="c"/><!-- d -->', type: 'a', string: '"c"', comment: '<!-- d -->' },
};
const PARTS = [
  ...[
    '[',
    '(',
    '{',
    '<',
    '"',
    "'",
    '`',
    '${',
    '/*',
    '//',
    '#',
    '<!--',
    '<a b=',
    '</a>',
    '<script>',
    '<?php ',
  ],
  ...[
    'a',
    '1',
    '.',
    ',',
    ':',
    ';',
    '=',
    '\n',
    '  ',
    '- ',
    'if ',
    'def a():\n',
    'r#"',
    '😀',
    '\r\n',
    '}',
    ')',
    '>',
  ],
];

async function highlighted(language: string, content: readonly Piece[]) {
  const parser = await grammarOf(language)?.();
  assert.ok(parser, language);
  const tree = await parseInTurn(parser, content.map(({ text }) => text).join(''));
  return tree && highlightedPieces(content, tree);
}

for (const [language, { code, ...expected }] of Object.entries(EXAMPLES))
  test(`keywords, strings and comments are found in ${language}`, async () => {
    const pieces = await highlighted(language, [{ text: code }]);
    for (const [kind, text] of Object.entries(expected))
      assert.ok(
        pieces?.some((piece) => piece.className === `code-${kind}` && piece.text === text),
        `${kind}: ${JSON.stringify(pieces)}`,
      );
  });

test('a language without a grammar has none', () => {
  for (const name of ['', 'text', 'klingon', '__proto__']) assert.equal(grammarOf(name), undefined);
});

test('a row of what has one colour is one element', async () => {
  const pieces = await highlighted('py', [{ text: '@'.repeat(1_000) }]);
  assert.deepEqual(pieces, [{ text: '@'.repeat(1_000), className: 'code-name' }]);
});

test('highlighting changes no character of any text in any language (row 105)', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom(...PARTS), { maxLength: 60 }).map((parts) => parts.join('')),
  );
  const piece = fc.record({ text, mention: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(EXAMPLES)),
      fc.array(piece, { maxLength: 4 }),
      async (language, content) => {
        const pieces = await highlighted(language, content);
        if (!pieces) return;
        const joined = (all: readonly Piece[]) => all.map((each) => each.text).join('');
        assert.equal(joined(pieces), joined(content));
        const mentions = (all: readonly Piece[]) => all.filter(({ mention, text }) => mention && text !== '');
        assert.deepEqual(mentions(pieces), mentions(content));
      },
    ),
    { numRuns: 300 },
  );
});
