import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { after, test } from 'node:test';
import type { LanternError } from '../../errors.ts';
import { runInRequest } from '../../limits/request-context.ts';
import { createBatches } from './batches.ts';

const batches = createBatches();
after(batches.close);
const body = (bytes: number) => Buffer.from(JSON.stringify({ data: { key: 'x'.repeat(bytes) } }));
const read = (ownerId: string, bytes: number) =>
  batches.read(ownerId, body(bytes), 'data').then(
    ({ keys }) => keys,
    ({ code }: LanternError) => code,
  );

test('two large batches of one account are read at once, more are refused (row 48)', async () => {
  const large = 2 ** 20;
  const all = await Promise.all([...Array(4).fill('anna'), 'boris'].map((name) => read(name, large)));
  assert.deepEqual(all, ['"key"', '"key"', 'too_many_requests', 'too_many_requests', '"key"']);
  assert.equal(await read('anna', large), '"key"');
});

test('small batches do not wait', async () => {
  const all = await Promise.all(Array.from({ length: 50 }, () => read('anna', 100)));
  assert.deepEqual(new Set(all), new Set(['"key"']));
});

test('when too many large batches wait, further ones are refused as busy', async () => {
  const people = Array.from({ length: availableParallelism() + 40 }, (_, n) => `person ${n}`);
  const all = await Promise.all(people.map((name) => read(name, 2 ** 20)));
  assert.deepEqual(new Set(all), new Set(['"key"', 'busy']));
});

test('the database handles at most eight batches of an account and 32 of an address at once, and others in between (row 48)', async () => {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const from = (address: string, ownerId: string) => {
    const outcome = Promise.withResolvers<string>();
    const context = { address, gone: new AbortController().signal };
    runInRequest(context, () => {
      const done = batches.perform(ownerId, () => held).then(() => 'done');
      outcome.resolve(done.catch(({ code }: LanternError) => code));
    });
    return outcome.promise;
  };
  const names = ['anna', 'boris', 'clara', 'dora'];
  const school = names.flatMap((name) => Array.from({ length: 9 }, () => from('school', name)));
  const others = [from('school', 'emil'), from('home', 'anna'), from('home', 'emil')];
  letGo();
  const each = [...Array(8).fill('done'), 'too_many_requests'];
  assert.deepEqual(await Promise.all(school), [...each, ...each, ...each, ...each]);
  assert.deepEqual(await Promise.all(others), ['too_many_requests', 'too_many_requests', 'done']);
});
