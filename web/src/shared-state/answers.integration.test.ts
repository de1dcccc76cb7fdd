import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { createLog } from '@lantern/service/log';
import { openParts } from '../../testing/website.ts';
import { answersInMemory } from './answers.ts';

const parts = await openParts(createLog('test', 'silent'));
after(parts.close);

test('an answer is kept for its seconds, then forgotten', async () => {
  const { answers } = parts.sharedState;
  const [short, long] = [randomUUID(), randomUUID()];
  await answers.keep(short, 'мокрый снег', 1);
  await answers.keep(long, 'sunny', 60);
  assert.equal(await answers.read(randomUUID()), undefined);
  while ((await answers.read(short)) !== undefined) await new Promise(setImmediate);
  assert.equal(await answers.read(long), 'sunny');
  await answers.keep(long, 'rain', 60);
  assert.equal(await answers.read(long), 'rain');
});

test('a process keeps so many answers and no more: the oldest goes', async () => {
  const answers = answersInMemory();
  for (let n = 0; n <= 10_000; n++) await answers.keep(`${n}`, 'x', 60);
  assert.equal(await answers.read('0'), undefined);
  assert.equal(await answers.read('1'), 'x');
});
