import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { createLog } from '@lantern/service/log';
import { startRedisCluster } from '../../../testing/servers/redis-cluster.ts';
import { isUnavailable, redisState } from './redis.ts';
import type { SharedState } from './shared-state.ts';

const cluster = await startRedisCluster();
after(() => cluster.stop());

/** Enough that every node has some: of twelve a node had none once in a hundred runs. */
const ids = Array.from({ length: 100 }, () => randomUUID());

async function open(): Promise<SharedState & AsyncDisposable> {
  const state = redisState({ url: cluster.url, log: createLog('test', 'silent') });
  await untilUp(state);
  return Object.assign(state, { [Symbol.asyncDispose]: state.close });
}

async function untilUp(state: SharedState): Promise<void> {
  const isUp = () =>
    state.check().then(
      () => true,
      () => false,
    );
  while (!(await isUp())) await new Promise(setImmediate);
}

test('sessions are kept all over a cluster, looked at together, and ended', async () => {
  await using state = await open();
  for (const id of ids)
    await new Promise((done) => state.sessions.set(id, { userId: id, cookie: {} } as never, done));
  const found = await state.openSessions.find([...ids, randomUUID()]);
  assert.deepEqual(
    found.map((session) => session?.userId),
    [...ids, undefined],
  );
  for (const id of ids) await state.openSessions.end(id);
  assert.ok((await state.openSessions.find(ids)).every((session) => session === undefined));
});

test('limits and answers are kept all over a cluster', async () => {
  await using state = await open();
  const limiter = state.limiter({ name: 'test', points: 1, seconds: 60 });
  for (const id of ids) {
    assert.equal(await limiter.take(id), 0);
    assert.ok((await limiter.take(id)) > 0);
    await limiter.clear(id);
    assert.equal(await limiter.take(id), 0);
    await state.answers.keep(id, `rain in ${id}`, 60);
    assert.equal(await state.answers.read(id), `rain in ${id}`);
  }
});

test('while a node is away what it keeps is unavailable at once, and there again when it is back', async () => {
  await using state = await open();
  for (const id of ids) await state.answers.keep(id, id, 60);
  const [node] = cluster.nodes;
  await node?.halt();
  await assert.rejects(state.check(), isUnavailable);
  const asked = await Promise.allSettled(ids.map((id) => state.answers.read(id)));
  const failed = asked.filter((answer) => answer.status === 'rejected');
  assert.ok(failed.length > 0 && failed.every(({ reason }) => isUnavailable(reason)));
  await node?.start();
  await untilUp(state);
  const read = () =>
    Promise.all(ids.map((id) => state.answers.read(id))).catch((error) => {
      assert.ok(isUnavailable(error), String(error));
      return undefined;
    });
  let stored = await read();
  while (!stored) stored = await read();
  assert.deepEqual(stored, ids);
});
