import assert from 'node:assert/strict';
import test from 'node:test';
import { Peers } from './peers.ts';

test('a lost peer is recognised when it comes back, unless a thousand were lost after it', () => {
  const peers = new Peers(10);
  const ids = Array.from({ length: 1001 }, (_, number) => `peer ${number}`);
  for (const [moment, id] of ids.entries()) peers.seen(id, moment);
  assert.deepEqual(peers.removeLost(2000), ids);
  assert.equal(peers.seen('peer 0', 2001), false, 'forgotten');
  assert.equal(peers.seen('peer 1', 2001), true);
  assert.equal(peers.seen('peer 1', 2002), false, 'not a second time');
  peers.restartTimeouts(3000);
  assert.deepEqual(peers.removeLost(3009), []);
  assert.deepEqual(peers.removeLost(3010), ['peer 0', 'peer 1']);
});
