import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readFilm } from './film.ts';

const none: ReadonlySet<string> = new Set();
const film = (fields: object) => readFilm({ external_id: 'tt1', title: 'Solaris', ...fields }, none);

test('a film is an id, a title and perhaps a year, as text or as numbers', () => {
  const told = { externalId: 'tt1', title: 'Solaris', year: 1972, access: undefined };
  const undated = { ...told, year: undefined };
  assert.deepEqual(film({ year: 1972 }), { film: told });
  assert.deepEqual(film({ year: ' 1972 ', title: ' \u00A0Solaris\n' }), { film: told });
  assert.deepEqual(film({ external_id: 1 }), { film: { ...undated, externalId: '1' } });
  for (const year of ['', null]) assert.deepEqual(film({ year }), { film: undated });
});

test('a restriction is a permission, a label or both, and absent without either', () => {
  const access = (fields: object) => {
    const read = film(fields);
    return 'film' in read ? read.film.access : read.reason;
  };
  const right = 'rooms.enter_restricted';
  assert.equal(access({}), undefined);
  assert.deepEqual(access({ restriction_label: ' 18+ ' }), { restriction: right, label: '18+' });
  assert.deepEqual(access({ restriction: right }), { restriction: right, label: null });
  assert.deepEqual(access({ restriction: right, restriction_label: '18+' }), {
    restriction: right,
    label: '18+',
  });
  for (const nothing of ['', null])
    for (const name of ['restriction', 'restriction_label'])
      assert.deepEqual(access({ [name]: nothing }), { restriction: null, label: null });
  assert.match(String(access({ restriction: null, restriction_label: '18+' })), /where restriction is empty/);
});

test('an invalid field is reported by its name', () => {
  for (const [fields, reason] of [
    [{ title: undefined }, 'title is missing'],
    [{ title: ' \t' }, 'title is missing'],
    [{ title: 7 }, 'title has to be text'],
    [{ title: 'a\u0007b' }, 'title has characters that cannot be shown'],
    [{ title: '\ud800' }, 'title is missing'],
    [{ title: 'x'.repeat(1001) }, 'title is longer than 1000 characters'],
    [{ external_id: null }, 'external_id is missing'],
    [{ external_id: {} }, 'external_id has to be text or a whole number'],
    [{ external_id: 1.5 }, 'external_id has to be text or a whole number'],
    [{ year: 72 }, 'year has to be a number of four digits'],
    [{ year: 'MCMLXXII' }, 'year has to be a number of four digits'],
    [{ restriction: 'members' }, 'restriction has to be rooms.enter_restricted, or empty'],
    [{ restriction_label: 'x'.repeat(51) }, 'restriction_label is longer than 50 characters'],
    [{ restricton: '18+' }, 'has a field that is not known: "restricton"'],
    [JSON.parse('{"__proto__": {}}'), 'has a field that is not known: "__proto__"'],
  ] as const) {
    const given = { external_id: 'tt1', title: 'Solaris' };
    for (const name of Object.keys(fields))
      Object.defineProperty(given, name, { ...Object.getOwnPropertyDescriptor(fields, name) });
    assert.deepEqual(readFilm(given, none), { reason });
  }
});

test('any JSON object is a film or an error with its reason', () => {
  const fields = fc.record(
    {
      external_id: fc.jsonValue(),
      title: fc.jsonValue(),
      year: fc.jsonValue(),
      restriction: fc.jsonValue(),
      restriction_label: fc.jsonValue(),
      rating: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fields, (each) => {
      const read = readFilm(each, new Set(['rating']));
      assert.ok('film' in read ? read.film.title.trim() !== '' : /^\w+ /.test(read.reason));
    }),
  );
});
