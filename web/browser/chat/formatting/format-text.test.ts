import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitLinks } from '../links/links.ts';
import { createMentionFinder } from '../mentions/mentions.ts';
import { formatText } from './format-text.ts';
import type { Block, Inline, Piece } from './formatted-text.ts';
import { mayBeFormatted } from './formatter.ts';

const findMentions = createMentionFinder({ name: 'Anna', login: 'a_b*c' });

const piecesOf = (text: string): Piece[] =>
  splitLinks(text).flatMap((piece): Piece[] => (piece.href ? [piece] : findMentions(piece.text)));

const TAGS = { bold: 'b', italic: 'i', strike: 's' };

const writePieces = (pieces: readonly Piece[]): string =>
  pieces
    .map(({ text, href, mention }) => (href ? `<a>${text}</a>` : mention ? `<m>${text}</m>` : text))
    .join('');

const writeInline = (content: readonly Inline[]): string =>
  content
    .map((inline) => {
      if (inline.kind === 'piece') return writePieces([inline]);
      if (inline.kind === 'code') return `<code>${writePieces(inline.content)}</code>`;
      const tag = TAGS[inline.kind];
      return `<${tag}>${writeInline(inline.content)}</${tag}>`;
    })
    .join('');

const write = (blocks: readonly Block[]): string =>
  blocks
    .map((block) => {
      if (block.kind === 'paragraph') return `<p>${writeInline(block.content)}</p>`;
      if (block.kind === 'code') return `<pre ${block.language}>${writePieces(block.content)}</pre>`;
      if (block.kind === 'quote') return `<q>${write(block.content)}</q>`;
      const items = block.items.map(({ number, content }) => `<li ${number ?? ''}>${write(content)}</li>`);
      return `<list ${block.marker}>${items.join('')}</list>`;
    })
    .join('');

const html = (text: string): string => write(formatText(piecesOf(text)));

/** A text of one line or more, and how it is formatted. */
function examples(list: readonly [string, string][]): void {
  for (const [text, expected] of list) {
    assert.equal(html(text), expected, text);
    if (expected !== `<p>${text}</p>`) assert.ok(mayBeFormatted(text) || expected.includes('<a>'), text);
  }
}

test('Bold, italic and struck text and code are found, also within each other', () => {
  examples([
    [
      '**a** *b* _c_ ~~d~~ `e` ***f***',
      '<p><b>a</b> <i>b</i> <i>c</i> <s>d</s> <code>e</code> <i><b>f</b></i></p>',
    ],
    ['**bold *both***', '<p><b>bold <i>both</i></b></p>'],
    ['«*курсив*», (**жирный**)!', '<p>«<i>курсив</i>», (<b>жирный</b>)!</p>'],
    ['中文**粗体**中文', '<p>中文<b>粗体</b>中文</p>'],
    ['`` a`b `` and `**c**`', '<p><code>a`b</code> and <code>**c**</code></p>'],
    ['*two\nlines*', '<p><i>two\nlines</i></p>'],
  ]);
});

test('What is not closed, stands within a word, or belongs to maths and programs stays as typed', () => {
  for (const text of [
    '**a',
    '*a **b',
    '~a~',
    '`a',
    '2*3*4',
    '5 * 6 * 7',
    'f(x)*g(x)*h',
    'int *a, *b;',
    '**/*.ts and **/*.js',
    '*.ts, *.js',
    '/*comment*/',
    'snake_case_name __init__ _a',
    'слово*не*курсив',
    '¯\\_(ツ)_/¯',
    '(.*), (.*)',
    '\\*a*',
    '>_< and',
    '>:(',
    '* * *',
    '---',
    '***',
    '```',
    '- 5',
    '1986. A great year',
  ])
    assert.equal(html(text), `<p>${text}</p>`);
  assert.equal(html('``` open\nand *on*'), '<p>``` open\nand <i>on</i></p>');
});

test('Headings, images, tables, HTML, escapes and links with a text stay as typed, and their addresses are links', () => {
  for (const text of ['# a', 'a\n===', '| a | b |\n|---|---|', '<b>a</b>', '<!-- a -->', '&amp;', '[a]: b'])
    assert.equal(html(text), `<p>${text}</p>`);
  assert.equal(html('![a](https://a.example/)'), '<p>![a](<a>https://a.example/</a>)</p>');
  assert.equal(
    html('[bank.example](https://evil.example)'),
    '<p>[bank.example](<a>https://evil.example</a>)</p>',
    'a text cannot stand for an address (row 109)',
  );
});

test('Marks in addresses and mentions are no formatting, and both work in formatted text', () => {
  examples([
    ['https://a.example/a_b_c*d*e', '<p><a>https://a.example/a_b_c*d*e</a></p>'],
    ['**https://a.example/b_c**', '<p><b><a>https://a.example/b_c</a></b></p>'],
    ['*@anna* and @a_b*c* *hm*', '<p><i><m>@anna</m></i> and <m>@a_b*c</m>* <i>hm</i></p>'],
    ['> see https://a.example', '<q><p>see <a>https://a.example</a></p></q>'],
    ['`https://a.example @anna`', '<p><code>https://a.example <m>@anna</m></code></p>'],
  ]);
});

test('A block of code keeps its spaces; its marks may stand behind the last line', () => {
  examples([
    ['```js\n  if (a)\n\n    b();\n```\nafter', '<pre js>  if (a)\n\n    b();</pre><p>after</p>'],
    ['before\n```\na\nb```', '<p>before</p><pre >a\nb</pre>'],
    ['```let a = 1;\nb\n```', '<pre >let a = 1;\nb</pre>'],
    ['> ```\n> a\n>   b\n> ```', '<q><pre >a\n  b</pre></q>'],
    ['- ```\n  a\n    b\n  ```\n- c', '<list bullet><li ><pre >a\n  b</pre></li><li ><p>c</p></li></list>'],
    ['```\n**a** https://a.example\n```', '<pre >**a** https://a.example</pre>'],
  ]);
});

test('Quotes and lists end with their last marked or indented line', () => {
  examples([
    ['> a\n> b\nreply', '<q><p>a\nb</p></q><p>reply</p>'],
    ['> a\n>\n> b\n>> c', '<q><p>a\n\nb</p><q><p>c</p></q></q>'],
    [
      '- a\n- b\n  c\n    d\ntext',
      '<list bullet><li ><p>a</p></li><li ><p>b\nc\n  d</p></li></list><p>text</p>',
    ],
    ['3. a\n1. b', '<list .><li 3><p>a</p></li><li 1><p>b</p></li></list>'],
    [
      '1) a\n2) b\n   - c\n   - d',
      '<list )><li 1><p>a</p></li><li 2><p>b</p><list bullet><li ><p>c</p></li><li ><p>d</p></li></list></li></list>',
    ],
    ['- a\n  - b', '<list bullet><li ><p>a</p><list bullet><li ><p>b</p></li></list></li></list>'],
    ['- only **one**', '<p>- only <b>one</b></p>'],
    ['- - - a', '<p>- - - a</p>'],
  ]);
});

test('Line breaks, blank lines and indents of a text stay', () => {
  examples([['    a **b**\n\n\n  c\n', '<p>    a <b>b</b>\n\n\n  c</p>']]);
});

const HARD = [
  ...['*', '**', '_', '~~', '`', '```', '>', '> ', '- ', '* ', '1. ', '2) ', '\n', '\n\n', ' ', '\t', '    '],
  ...['a', 'б', '中', '😀', '\u202e', '\u200f', 'א', '[', '](', ')', '![', '<', '&', '\\', '#', '|', '\r'],
  ...[
    'https://a.example/b_c',
    'javascript:alert(1)',
    'data:text/html,x',
    'www.a.b',
    '@anna',
    '@a_b*c',
    '.',
    ',',
  ],
];
const anyText = fc
  .array(fc.oneof(fc.constantFrom(...HARD), fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 60 })
  .map((units) => units.join(''));

const plainOf = (blocks: readonly Block[]): Piece[] =>
  blocks.flatMap((block) => {
    if (block.kind === 'paragraph') return inlinePieces(block.content);
    if (block.kind === 'code') return block.content;
    if (block.kind === 'quote') return plainOf(block.content);
    return block.items.flatMap(({ content }) => plainOf(content));
  });
const inlinePieces = (content: readonly Inline[]): Piece[] =>
  content.flatMap((inline) => {
    if (inline.kind === 'piece') return [inline];
    return inline.kind === 'code' ? inline.content : inlinePieces(inline.content);
  });

/** Removes the characters of `part` from `whole` in their order; undefined when they are not in it. */
function remainder(whole: string, part: string): string | undefined {
  let at = 0;
  let rest = '';
  for (const character of whole) {
    if (part.startsWith(character, at)) at += character.length;
    else rest += character;
  }
  return at === part.length ? rest : undefined;
}

test('Formatting takes nothing but marks from any text, and adds nothing (row 105)', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const shown = plainOf(formatText(piecesOf(text)))
        .map((piece) => piece.text)
        .join('');
      const rest = remainder(text, shown);
      assert.notEqual(rest, undefined, 'the shown text stands in the typed one');
      // The name of a block's language is shown beside it.
      assert.match(rest ?? '', /^(?:[\s*_~`>+-]|\d+[.)]|(?<=```)[^\s`]{1,20})*$/u);
    }),
    { numRuns: 3_000 },
  );
});

test('A text has the same mentions, and no other links, whatever its formatting is (rows 108, 109)', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const before = piecesOf(text);
      const after = plainOf(formatText(before));
      const mentions = (pieces: Piece[]) =>
        pieces.filter(({ mention }) => mention).map((piece) => piece.text);
      assert.deepEqual(mentions(after), mentions(before));
      const links = before.flatMap(({ text: words, href }) => (href ? [`${words} ${href}`] : []));
      for (const { text: words, href } of after)
        if (href !== undefined) {
          assert.match(href, /^https?:\/\/./);
          assert.ok(links.includes(`${words} ${href}`));
        }
    }),
    { numRuns: 2_000 },
  );
});

const depthOf = (blocks: readonly Block[]): number =>
  Math.max(
    0,
    ...blocks.map((block) => {
      if (block.kind === 'quote') return 1 + depthOf(block.content);
      return block.kind === 'list' ? 1 + Math.max(...block.items.map(({ content }) => depthOf(content))) : 0;
    }),
  );

test('Quotes and lists nest three deep, marks four deep, however a text is made (row 106)', () => {
  const nested = fc.array(fc.constantFrom('> ', '- ', '1. ', '> - ', '  ', '\n'), {
    minLength: 10,
    maxLength: 400,
  });
  fc.assert(
    fc.property(nested, anyText, (marks, end) => {
      assert.ok(depthOf(formatText(piecesOf(`${marks.join('')}${end}`))) <= 3);
    }),
  );
  const inline = html(`${'**a *b ~~c '.repeat(300)}${'~~* **'.repeat(300)}`);
  assert.doesNotMatch(inline, /(?:<[bis]>[^<]*){5}/);
});
