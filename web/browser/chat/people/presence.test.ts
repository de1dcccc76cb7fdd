import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fold, nobodyMoved, summary } from './presence.ts';

const people = ['anna', 'boris', 'vera', 'gleb', 'dina'].map((name) => ({ id: name, name }));

test('Up to three people are named, of more the first two', () => {
  const presence = nobodyMoved();
  for (const person of people.slice(0, 3)) fold(presence, 'joined', [person], 1);
  assert.deepEqual(summary(presence.joined), { names: ['anna', 'boris', 'vera'], others: 0, total: 3 });
  fold(presence, 'joined', people.slice(3), 2);
  assert.deepEqual(summary(presence.joined), { names: ['anna', 'boris'], others: 3, total: 5 });
});

test('A crowd that nobody named is counted', () => {
  const presence = nobodyMoved();
  fold(presence, 'joined', people.slice(0, 1), 1);
  fold(presence, 'joined', [], 500);
  assert.deepEqual(summary(presence.joined), { names: ['anna'], others: 500, total: 501 });
});

test('Somebody who came and went is said to have left, and the other way round', () => {
  const presence = nobodyMoved();
  for (const move of ['joined', 'left'] as const) fold(presence, move, people.slice(0, 1), 1);
  assert.deepEqual([summary(presence.joined).total, summary(presence.left).names], [0, ['anna']]);
  fold(presence, 'joined', people.slice(0, 1), 1);
  assert.deepEqual([summary(presence.joined).names, summary(presence.left).total], [['anna'], 0]);
});

test('In any order of moves, each person stands in the line once, with their last move', () => {
  const moves = fc.array(
    fc.tuple(fc.constantFrom('joined' as const, 'left' as const), fc.constantFrom(...people)),
  );
  fc.assert(
    fc.property(moves, (all) => {
      const presence = nobodyMoved();
      for (const [move, person] of all) fold(presence, move, [person], 1);
      const last = new Map(all.map(([move, { id }]) => [id, move]));
      for (const move of ['joined', 'left'] as const) {
        const expected = [...last].filter(([, each]) => each === move).map(([id]) => id);
        assert.deepEqual([...presence[move].named.keys()].sort(), expected.sort());
      }
    }),
  );
});
