import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold, nobodyMoved } from '../people/presence.ts';
import { createWords } from './words.ts';

const ru = createWords('ru', [], 'UTC');
const en = createWords('en', ['ru-RU', 'en-GB'], 'UTC');
const people = ['Anna', 'Boris', 'Vera', 'Gleb', 'Dina'].map((name) => ({ id: name, name }));
const noon = Date.UTC(2025, 0, 15, 12, 0, 5);

function joined(named: number, unnamed = 0) {
  const presence = nobodyMoved();
  fold(presence, 'joined', people.slice(0, named), named + unnamed);
  return presence;
}

test('Who came and who left is one line', () => {
  const presence = joined(5);
  fold(presence, 'left', [{ id: 'Egor', name: 'Egor' }], 1);
  assert.equal(en.presence(presence), 'Anna, Boris and 3 others joined. Egor left.');
  assert.equal(ru.presence(presence), 'Anna, Boris и ещё 3 человека входят. Egor выходит.');
  assert.equal(en.presence(nobodyMoved()), '');
});

test('Russian and English count people by their own rules', () => {
  assert.deepEqual(
    [1, 2, 5, 21, 112].map((count) => ru.presence(joined(0, count))),
    [
      '1 человек входит.',
      '2 человека входят.',
      '5 человек входят.',
      '21 человек входят.',
      '112 человек входят.',
    ],
  );
  assert.deepEqual(
    [1, 2].map((count) => en.presence(joined(0, count))),
    ['1 person joined.', '2 people joined.'],
  );
  assert.deepEqual(
    [1, 3, 11].map((count) => ru.t('limit.left', { count })),
    ['Остался 1 символ', 'Осталось 3 символа', 'Осталось 11 символов'],
  );
});

test('Up to three people who are typing are named', () => {
  assert.equal(ru.typing([]), '');
  assert.equal(ru.typing(['Анна']), 'Анна пишет…');
  assert.equal(en.typing(['Anna', 'Boris']), 'Anna and Boris are typing…');
  assert.equal(en.typing(['Anna', 'Boris', 'Vera', 'Gleb']), 'Several people are typing…');
});

test('Times follow the reader’s own way of writing them', () => {
  assert.equal(en.minute(noon), '12:00');
  assert.match(createWords('en', ['en-US'], 'UTC').minute(noon), /^12:00\sPM$/u);
  assert.equal(ru.day(noon), 'среда, 15 января');
});

test('A gap within one minute is told to the second', () => {
  assert.match(en.gap({ from: noon, to: noon + 60_000, partial: false }), /^Disconnected 12:00–12:01\./);
  assert.match(en.gap({ from: noon, to: noon + 4_000, partial: false }), /^Disconnected 12:00:05–12:00:09\./);
});

test('Markup or a placeholder in a name stays as it is', () => {
  for (const name of ['<b>&"', '{{who}}', '$t(status.lost)', "$& $1 $'"]) {
    assert.equal(en.typing([name]), `${name} is typing…`);
  }
});

test('What comes later is written in the language and the zone that the reader has by then', () => {
  let zone = 'Europe/Berlin';
  const words = createWords('en', ['en-GB'], () => zone);
  assert.equal(words.minute(noon), '13:00');
  assert.equal(words.renew(), false);
  zone = 'Asia/Tokyo';
  assert.equal(words.renew(), true);
  assert.equal(words.minute(noon), '21:00');
  assert.equal(words.renew('ru'), true);
  assert.equal(words.presence(joined(1)), ru.presence(joined(1)));
});
