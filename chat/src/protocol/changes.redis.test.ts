import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { startRedis } from '../../../testing/servers/redis.ts';
import { openThreeProcesses } from '../testing/cluster-fixture.ts';
import { anna, boris } from '../testing/people.ts';

const redis = await startRedis();
after(() => redis.stop());
const slow = { claims: { slow_mode: 60 } };

test('replies, corrections, withdrawals and reactions reach members on every process, and in slow mode messages and corrections wait there (row 111)', async () => {
  await using processes = await openThreeProcesses(redis.url, { interval: 200, timeout: 1000 });
  const [first, second] = processes;
  const annas = await first.enter(anna, slow);
  const boriss = await second.enter(boris, slow);
  const there = await second.enter(anna, slow);
  annas.send({ type: 'edit', id: 'm', text: 'mended', ref: 'a' });
  annas.send({ type: 'withdraw', id: 'm', ref: 'b' });
  annas.send({ type: 'react', id: 'm', emoji: '👍', on: true, ref: 'c' });
  assert.equal((await boriss.next('edit')).text, 'mended');
  assert.deepEqual((await boriss.next('withdraw')).from, anna);
  assert.equal((await boriss.next('reaction')).emoji, '👍');
  const reply = { id: 'm', author: boris.id, name: boris.name, text: 'hello' };
  there.send({ type: 'message', text: 'hello yourself', ref: 'd', reply });
  assert.deepEqual((await annas.next('message')).reply, reply);
  there.send({ type: 'edit', id: 'm', text: 'mended again', ref: 'e' });
  assert.deepEqual((({ code, ref }) => [code, ref])(await there.next('error')), ['slow_down', 'e']);
  annas.say('too soon');
  assert.equal((await annas.next('error')).code, 'slow_down');
});
