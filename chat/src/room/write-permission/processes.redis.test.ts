import assert from 'node:assert/strict';
import test from 'node:test';
import { openThreeProcesses } from '../../testing/cluster-fixture.ts';
import { anna, boris } from '../../testing/people.ts';

const { TEST_REDIS_URL = '' } = process.env;
const slow = { claims: { slow_mode: 60 } };

test('who wrote on one process waits on every other that has the room open, and roles reach all (row 82)', async () => {
  await using processes = await openThreeProcesses(TEST_REDIS_URL, { interval: 200, timeout: 1000 });
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
