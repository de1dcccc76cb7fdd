import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { after, test } from 'node:test';
import type { LanternError } from '../errors.ts';
import { createBatches } from './batches.ts';

const batches = createBatches();
after(batches.close);
const body = (bytes: number) => Buffer.from(JSON.stringify({ data: { key: 'x'.repeat(bytes) } }));
const read = (ownerId: string, bytes: number) =>
  batches.read(ownerId, body(bytes), 'data').then(
    ({ keys }) => keys,
    ({ code }: LanternError) => code,
  );

test('of one account four large batches are read at once, and the others are told to come back', async () => {
  const large = 2 ** 20;
  const all = await Promise.all([...Array(6).fill('anna'), 'boris'].map((name) => read(name, large)));
  assert.deepEqual(all, [
    '"key"',
    '"key"',
    '"key"',
    '"key"',
    'too_many_requests',
    'too_many_requests',
    '"key"',
  ]);
  assert.equal(await read('anna', large), '"key"');
});

test('small batches wait for nobody', async () => {
  const all = await Promise.all(Array.from({ length: 50 }, () => read('anna', 100)));
  assert.deepEqual(new Set(all), new Set(['"key"']));
});

test('when too many large batches wait, further ones are told that the site is busy', async () => {
  const people = Array.from({ length: availableParallelism() + 40 }, (_, n) => `person ${n}`);
  const all = await Promise.all(people.map((name) => read(name, 2 ** 20)));
  assert.deepEqual(new Set(all), new Set(['"key"', 'busy']));
});
