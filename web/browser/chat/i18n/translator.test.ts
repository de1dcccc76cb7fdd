import assert from 'node:assert/strict';
import { test } from 'node:test';
import enTexts from '../../../locales/en/chat.json' with { type: 'json' };
import ruTexts from '../../../locales/ru/chat.json' with { type: 'json' };
import { addPresenceChange, emptyPresenceNotice } from '../members/presence-notice.ts';
import { createTranslator } from './translator.ts';

const russian = { tag: 'ru', texts: ruTexts };
const english = { tag: 'en', texts: enTexts };
const timeZone = () => 'UTC';
const ru = createTranslator(russian, { timeZone });
const en = createTranslator(english, { preferred: ['ru-RU', 'en-GB'], timeZone });
const people = ['Anna', 'Boris', 'Vera', 'Gleb', 'Dina'].map((name) => ({ id: name, name }));
const noon = Date.UTC(2025, 0, 15, 12, 0, 5);

function joined(named: number, unnamed = 0) {
  const presence = emptyPresenceNotice();
  addPresenceChange(presence, { change: 'joined', members: people.slice(0, named), total: named + unnamed });
  return presence;
}

test('Arrivals and departures are one line', () => {
  const presence = joined(5);
  addPresenceChange(presence, { change: 'left', members: [{ id: 'Egor', name: 'Egor' }], total: 1 });
  assert.equal(en.describePresence(presence), 'Anna, Boris and 3 others joined. Egor left.');
  assert.equal(
    ru.describePresence(presence),
    'Anna, Boris и ещё 3 человека теперь в комнате. Egor больше не в комнате.',
  );
  assert.equal(en.describePresence(emptyPresenceNotice()), '');
});

test('Russian and English count people by their own rules', () => {
  assert.deepEqual(
    [1, 2, 5, 21, 112].map((count) => ru.describePresence(joined(0, count))),
    [
      '1 человек теперь в комнате.',
      '2 человека теперь в комнате.',
      '5 человек теперь в комнате.',
      '21 человек теперь в комнате.',
      '112 человек теперь в комнате.',
    ],
  );
  assert.deepEqual(
    [1, 2].map((count) => en.describePresence(joined(0, count))),
    ['1 person joined.', '2 people joined.'],
  );
  assert.deepEqual(
    [1, 3, 11].map((count) => ru.t('limit.left', { count })),
    ['Остался 1 символ', 'Осталось 3 символа', 'Осталось 11 символов'],
  );
});

test('Up to three typing people are named', () => {
  assert.equal(ru.describeTyping([]), '');
  assert.equal(ru.describeTyping(['Анна']), 'Анна пишет…');
  assert.equal(en.describeTyping(['Anna', 'Boris']), 'Anna and Boris are typing…');
  assert.equal(en.describeTyping(['Anna', 'Boris', 'Vera', 'Gleb']), 'Several people are typing…');
});

test('Times follow the conventions of the reader’s region', () => {
  assert.equal(en.formatTime(noon), '12:00');
  assert.match(
    createTranslator(english, { preferred: ['en-US'], timeZone }).formatTime(noon),
    /^12:00\sPM$/u,
  );
  assert.equal(ru.formatDay(noon), 'среда, 15 января');
});

test('A gap within one minute shows seconds', () => {
  assert.match(
    en.describeGap({ from: noon, to: noon + 60_000, partial: false }),
    /^Disconnected 12:00–12:01\./,
  );
  assert.match(
    en.describeGap({ from: noon, to: noon + 4_000, partial: false }),
    /^Disconnected 12:00:05–12:00:09\./,
  );
});

test('Markup or a placeholder in a name stays as it is', () => {
  for (const name of ['<b>&"', '{{who}}', '$t(status.lost)', "$& $1 $'"]) {
    assert.equal(en.describeTyping([name]), `${name} is typing…`);
  }
});

test('A change of the locale or the time zone takes effect in later texts', () => {
  let zone = 'Europe/Berlin';
  const translator = createTranslator(english, { preferred: ['en-GB'], timeZone: () => zone });
  assert.equal(translator.formatTime(noon), '13:00');
  assert.equal(translator.updateLocale(), false);
  zone = 'Asia/Tokyo';
  assert.equal(translator.updateLocale(), true);
  assert.equal(translator.formatTime(noon), '21:00');
  assert.equal(translator.updateLocale(russian), true);
  assert.equal(translator.describePresence(joined(1)), ru.describePresence(joined(1)));
});
