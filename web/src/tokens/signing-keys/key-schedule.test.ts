import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SIGNS_FROM, schedule, WITHDRAWN_FROM } from './key-schedule.ts';

const plan = (...ages: number[]) => {
  const { signing, published, withdrawn } = schedule(ages.map((age) => ({ age })));
  const agesOf = (keys: { age: number }[]) => keys.map(({ age }) => age);
  return { signing: signing?.age, published: agesOf(published), withdrawn: agesOf(withdrawn) };
};

test('the very first key signs at once', () => {
  assert.deepEqual(plan(0), { signing: 0, published: [0], withdrawn: [] });
});

test('a new key is published at once and signs when everybody can know it', () => {
  assert.equal(plan(SIGNS_FROM - 1, 9e6).signing, 9e6);
  assert.equal(plan(SIGNS_FROM, 9e6).signing, SIGNS_FROM);
  assert.deepEqual(plan(0, 9e6).published, [0, 9e6]);
});

test('an old key stays published while a token of it may live, and is withdrawn then (row 19)', () => {
  assert.deepEqual(plan(WITHDRAWN_FROM - 1, 9e6).withdrawn, []);
  assert.deepEqual(plan(WITHDRAWN_FROM, 9e6), {
    signing: WITHDRAWN_FROM,
    published: [WITHDRAWN_FROM],
    withdrawn: [9e6],
  });
});

test('many rotations in a row leave the key that signs published', () => {
  const { signing, published } = plan(1, 2, 3, SIGNS_FROM + 1, 9e6);
  assert.equal(signing, SIGNS_FROM + 1);
  assert.deepEqual(published, [1, 2, 3, SIGNS_FROM + 1, 9e6]);
});
