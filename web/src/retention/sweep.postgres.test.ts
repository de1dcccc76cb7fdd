import { test } from 'node:test';
import { sweepWhileServing } from '../../testing/sweep.ts';

test('thousands of expired rows of each kind are deleted in small transactions, and nobody waits for a lock', async () => {
  await sweepWhileServing(5000);
});
