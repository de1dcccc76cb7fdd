import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { startRedis } from '../../../../testing/servers/redis.ts';
import { openThreeProcesses } from '../../testing/cluster-fixture.ts';
import { anna, boris, kitchen } from '../../testing/people.ts';

/** Other tests put people out of the same rooms in the shared one. */
const redis = await startRedis();
after(() => redis.stop());
const slow = { claims: { slow_mode: 60 } };

test('who wrote on one process waits on every other that has the room open, and roles reach all (row 82)', async () => {
  await using processes = await openThreeProcesses(redis.url, { interval: 200, timeout: 1000 });
  const [first, second] = processes;
  const annas = await first.enter(anna, slow);
  const boriss = await second.enter(boris, { claims: { slow_mode: 60, role: 'owner' } });
  assert.deepEqual((await annas.next('joined')).members, [{ ...boris, role: 'owner' }]);
  annas.say('here');
  await boriss.next('message');
  const there = await second.enter(anna, slow);
  there.say('and there');
  assert.equal((await there.next('error')).code, 'slow_down');
});

test('who wrote on one process waits on one that opens the room later (row 110)', async () => {
  await using processes = await openThreeProcesses(redis.url, { interval: 200, timeout: 1000 });
  const [first, second, third] = processes;
  const annas = await first.enter(anna, slow);
  annas.say('here');
  await annas.next('message');
  annas.send({ type: 'edit', id: 'm', text: 'mended', ref: 'a' });
  await annas.next('edit');
  const there = await second.enter(anna, slow);
  there.say('and there');
  const { code, retry_in = 0 } = await there.next('error');
  assert.deepEqual([code, retry_in > 45 && retry_in <= 60], ['slow_down', true]);
  there.send({ type: 'edit', id: 'm', text: 'mended there', ref: 'b' });
  assert.equal((await there.next('error')).ref, 'b');
  // A process passes on the waits that it has learned of a peer.
  await annas.leave();
  const boriss = await third.enter(boris, slow);
  boriss.say('I have not written');
  await boriss.next('message');
  const again = await third.enter(anna, slow);
  again.say('and again');
  assert.equal((await again.next('error')).code, 'slow_down');
});

test('notices reach members on every process over Redis (row 81)', async () => {
  await using processes = await openThreeProcesses(redis.url, { interval: 200, timeout: 1000 });
  const [first, second, third] = processes;
  const annas = await first.enter(anna);
  const boriss = await second.enter(boris);
  const room_id = kitchen.id;
  await third.cluster.announce({ type: 'room-slow-mode', room_id, seconds: 30 });
  for (const client of [annas, boriss]) assert.equal((await client.next('slow_mode')).seconds, 30);
  await third.cluster.announce({ type: 'member-role', user_id: anna.id, room_id, role: 'moderator' });
  assert.equal((await boriss.next('renamed')).member.role, 'moderator');
  const until = Date.now() + 60_000;
  await third.cluster.announce({ type: 'member-muted', user_id: boris.id, room_id, until, reason: 'spam' });
  assert.equal((await boriss.next('muted')).reason, 'spam');
  await third.cluster.announce({ type: 'member-removed', user_id: anna.id, room_id });
  assert.equal(await annas.closed, 4403);
});
