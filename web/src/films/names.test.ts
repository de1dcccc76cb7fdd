import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { displayedName } from '../text/displayed-name.ts';
import { readFilm } from './film.ts';
import { namesOf, numbered, sameName } from './names.ts';

const roomName = displayedName(100, 'room_name_too_long');
const title = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
const film = fc.record({ external_id: fc.constant('1'), title, year: fc.constantFrom(null, 1972, 2002) });

test('every name of a film may be that of a room, and is known again, in any case of letters', () => {
  fc.assert(
    fc.property(film, fc.integer({ min: 2, max: 999 }), (fields, number) => {
      const read = readFilm(fields, new Set());
      if ('reason' in read) return;
      const names = namesOf(read.film);
      for (const name of [names.plain, names.dated ?? names.plain, numbered(names.stem, number)]) {
        assert.equal(roomName.parse(name), name);
        assert.equal(sameName(name, names), name);
        assert.equal(sameName(name.toUpperCase().toLowerCase(), names)?.length, name.length);
      }
    }),
  );
});

test('a long title ends with a whole word if it can, and with a whole letter in any case', () => {
  const { plain, dated } = namesOf({ title: `The ${'incredible '.repeat(12)}end`, year: 1999 });
  assert.equal(plain, `The ${'incredible '.repeat(8)}`.trim().concat('…'));
  assert.equal(dated, `The ${'incredible '.repeat(7)}`.trim().concat('… (1999)'));
  assert.equal(namesOf({ title: '👩‍🚀'.repeat(50), year: undefined }).plain, `${'👩‍🚀'.repeat(33)}…`);
});

test('a name that no film has is not recognised as a film’s', () => {
  const names = namesOf({ title: 'Solaris', year: 1972 });
  for (const name of [
    'Solari',
    'Solaris (2002)',
    'Solaris (1)',
    'Solaris (02)',
    'Solaris (x)',
    'Solaris (2',
    'Stalker',
  ])
    assert.equal(sameName(name, names), undefined, name);
  assert.equal(sameName('SOLARIS (12)', names), 'Solaris (12)');
});
