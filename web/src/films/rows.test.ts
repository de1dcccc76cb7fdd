import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LONGEST_LINE } from './lines.ts';
import { readRows, Unusable } from './rows.ts';

const none: ReadonlySet<string> = new Set();

async function* inPieces(text: string, length: number) {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}
const read = (text: string, format: 'jsonl' | 'csv', pieces = 7, ignored = none) =>
  Array.fromAsync(readRows(inPieces(text, pieces), format, ignored));

const cell = fc.string({ unit: fc.constantFrom(...'aЖ1 ",;\t"\n🎬'), maxLength: 12 });
const film = fc.record({ external_id: cell, title: cell }, { noNullPrototype: true });
const films = fc.array(film, { maxLength: 6 });
const lineEnd = fc.constantFrom('\n', '\r\n');
const pieces = fc.integer({ min: 1, max: 20 });

test('JSON Lines are read correctly, whatever the chunks', async () => {
  const property = fc.asyncProperty(films, lineEnd, pieces, async (all, end, size) => {
    const text = all.map((film) => JSON.stringify(film)).join(end);
    const rows = await read(text, 'jsonl', size);
    assert.deepEqual(
      rows.map((row) => ('fields' in row ? row.fields : row)),
      all,
    );
    assert.deepEqual(
      rows.map(({ line }) => line),
      all.map((_, at) => at + 1),
    );
  });
  await fc.assert(property);
});

test('CSV is read correctly, with quotes, line breaks in cells and three delimiters', async () => {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const delimiters = fc.constantFrom(',', ';', '\t');
  const property = fc.asyncProperty(films, lineEnd, delimiters, pieces, async (all, end, delimiter, size) => {
    const records = all.map(({ external_id, title }) => quoted(external_id) + delimiter + quoted(title));
    const text = [`external_id${delimiter}title`, ...records].join(end) + end;
    const rows = await read(text, 'csv', size);
    assert.deepEqual(
      rows.map((row) => ('fields' in row ? row.fields : row)),
      all,
    );
    const height = (record: string) => record.split('\n').length;
    let line = 2;
    for (const [at, row] of rows.entries()) {
      assert.deepEqual([row.line, row.lastLine], [line, line + height(records[at] ?? '') - 1]);
      line = row.lastLine + 1;
    }
  });
  await fc.assert(property);
});

test('any text leaves the following lines readable', async () => {
  const last = { external_id: '9', title: 'Nine' };
  const garbage = fc.string({ unit: 'binary', maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(garbage, async (text) => {
      const rows = await read(`${text}\n${JSON.stringify(last)}`, 'jsonl');
      assert.deepEqual((rows.at(-1) as { fields: unknown }).fields, last);
    }),
  );
  // A quote that stays open may reach the quote of a later line, but no further.
  const cells = fc.string({ unit: fc.constantFrom(...'a,"; \n'), maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(cells, async (text) => {
      const rows = await read(`external_id,title\n${text}\n8,Eight\n9,Nine`, 'csv');
      assert.ok(rows.every((row) => row.line <= row.lastLine));
      const ids = rows.map((row) => ('fields' in row ? row.fields.external_id : row.text));
      assert.ok(ids.includes('9'), JSON.stringify(ids));
    }),
  );
});

test('an error in a line is reported and affects only this line', async () => {
  const lines = ['{"title": "One"', '[1]', 'null', '', '{"title": "\uFFFD"}', '"', '{"title": "Two"}'];
  assert.deepEqual(
    (await read(lines.join('\n'), 'jsonl')).map((row) => [
      row.line,
      'reason' in row ? row.reason : row.fields,
    ]),
    [
      [1, 'is no JSON'],
      [2, 'is no JSON object'],
      [3, 'is no JSON object'],
      [5, 'is not UTF-8'],
      [6, 'is no JSON'],
      [7, { title: 'Two' }],
    ],
  );
  const table = ['external_id,title', '1,5" disk', '2', '', '3,"Three', '4,Four', '5,"Five" 5', '6,Six'];
  assert.deepEqual(
    (await read(table.join('\n'), 'csv')).map((row) => [
      row.line,
      'reason' in row ? row.reason : row.fields.title,
    ]),
    [
      [2, 'has a quote inside a cell that is not quoted'],
      [3, 'has another number of cells than the header: 1'],
      [5, 'has something after a closing quote'],
      [6, 'Four'],
      [7, 'has something after a closing quote'],
      [8, 'Six'],
    ],
  );
});

test('an unclosed quote affects only its own line', async () => {
  const filler = Array.from({ length: 3000 }, (_, at) => `${at},${'a long title '.repeat(5)}`);
  const rows = await read(['external_id,title', 'x,"Open', ...filler].join('\n'), 'csv', 4096);
  assert.deepEqual([rows.length, rows.filter((row) => 'reason' in row).length], [3001, 1]);
  assert.equal((rows[0] as { reason: string }).reason, 'has a quote that is never closed');
});

test('an endless line is rejected and not kept in memory', async () => {
  const text = `${'x'.repeat(3 * LONGEST_LINE)}\n{"title": "Two"}`;
  for (const size of [100, 10 * LONGEST_LINE]) {
    const [long, next] = await read(text, 'jsonl', size);
    assert.equal((long as { reason: string }).reason, `is longer than ${LONGEST_LINE} characters`);
    assert.equal(long?.text.length, LONGEST_LINE + 1);
    assert.deepEqual(next && 'fields' in next && next.fields, { title: 'Two' });
  }
});

test('an invalid header is refused before any line is read', async () => {
  for (const [header, reason] of [
    ['title,year', /does not name external_id/],
    ['external_id,title,title', /names "title" twice/],
    ['external_id,title,restricton', /not known: restricton\. --ignore/],
    ['external_id,"title', /never closed/],
  ] as const)
    await assert.rejects(read(`${header}\n1,One,2`, 'csv'), (error) => {
      assert.ok(error instanceof Unusable);
      assert.match(error.message, reason);
      return true;
    });
  const rating = new Set(['rating']);
  const [row] = await read('external_id,title,rating\n1,One,9', 'csv', 7, rating);
  assert.deepEqual(row && 'fields' in row && row.fields.title, 'One');
  assert.deepEqual(await read('', 'csv'), []);
});
