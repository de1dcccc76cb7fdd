import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestMatches, folded } from './ranking.ts';

const people = ['Борис Алёхин', 'Алёна', 'Anna-Maria', 'Joanna', 'Élodie', 'Allan Ernst'];
const found = (typed: string) =>
  bestMatches(
    typed,
    people.map((name) => ({ item: name, keys: [folded(name)] })),
    8,
  );

test('Names that begin with what is typed come first, then words and middles; letters in their order if there are none', () => {
  assert.deepEqual(found('алё'), ['Алёна', 'Борис Алёхин']);
  assert.deepEqual(found('anna'), ['Anna-Maria', 'Joanna']);
  assert.deepEqual(found('mar'), ['Anna-Maria']);
  assert.deepEqual(found('ann'), ['Anna-Maria', 'Joanna']);
  assert.deepEqual(found('брх'), ['Борис Алёхин']);
  assert.deepEqual(found('zz'), []);
});

test('Case, accents and ё make no difference', () => {
  assert.deepEqual(found('АЛЕНА'), ['Алёна']);
  assert.deepEqual(found('elo'), ['Élodie']);
});

test('What is typed in whole is best, and a first name is better than a second', () => {
  const items = [
    { item: 'tag', keys: ['grinning', 'smile'] },
    { item: 'longer', keys: ['smiley'] },
    { item: 'whole', keys: ['smile'] },
  ];
  assert.deepEqual(bestMatches('smile', items, 2), ['whole', 'tag']);
});
