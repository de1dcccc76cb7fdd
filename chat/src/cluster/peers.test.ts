import assert from 'node:assert/strict';
import test from 'node:test';
import { Neighbours } from './peers.ts';

test('a process that fell silent is known again when it comes back, for a thousand that fell silent after it', () => {
  const neighbours = new Neighbours(10);
  const ids = Array.from({ length: 1001 }, (_, number) => `process ${number}`);
  for (const [moment, id] of ids.entries()) neighbours.hear(id, moment);
  assert.deepEqual(neighbours.fade(2000), ids);
  assert.equal(neighbours.hear('process 0', 2001), false, 'forgotten');
  assert.equal(neighbours.hear('process 1', 2001), true);
  assert.equal(neighbours.hear('process 1', 2002), false, 'not a second time');
  neighbours.excuse(3000);
  assert.deepEqual(neighbours.fade(3009), []);
  assert.deepEqual(neighbours.fade(3010), ['process 0', 'process 1']);
});
