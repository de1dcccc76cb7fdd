import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createLog } from '@lantern/service/log';
import { type Relay, startRelay } from '../../../chat/src/testing/relay.ts';
import { freshDatabase } from '../../testing/database.ts';
import { serverParts, testSite } from '../../testing/website.ts';

const { TEST_DATABASE_URL = '', TEST_REDIS_URL = '' } = process.env;
/** In milliseconds: a small part of the quarter of an hour that TCP takes. */
const PATIENCE = 60_000;

const database = await startRelay(await freshDatabase(TEST_DATABASE_URL));
const redis = await startRelay(TEST_REDIS_URL);
const parts = await serverParts(createLog('web', 'silent'), database.url, redis.url);
const site = await testSite({ parts });
after(async () => {
  await parts.close();
  database[Symbol.dispose]();
  redis[Symbol.dispose]();
});

const ready = async () =>
  (await (await fetch(`${site.url}/health/ready`)).json()) as { status: string; down: string[] };
const visit = () => fetch(`${site.url}/login`).then(({ status }) => status);
const signIn = () => site.program().signIn('anna');

/** Somebody asks all the time: a connection that is written to again and again is not idle. */
async function underLoad<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const others = Array.from({ length: 20 }, () => visit());
  const answer = await ask();
  await Promise.all(others);
  return answer;
}

/** Ends when the answer is the one that is wanted. */
async function until(isWanted: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE;
  while (!(await isWanted())) assert.ok(performance.now() < giveUpAt, 'it does not come back');
}

test('whichever network falls silent, the site says so soon, refuses with 503, and is well again after it (row 56)', async () => {
  await site.program().register('anna');
  for (const [name, relay] of [
    ['database', database],
    ['sharedState', redis],
  ] as [string, Relay][]) {
    assert.deepEqual(await ready(), { status: 'ok', down: [] });
    // Enough that each connection of the pool has something to lose.
    const before = Array.from({ length: 20 }, signIn);
    relay.swallow();
    const asked = ready();
    const lost = await Promise.all([...before, ...Array.from({ length: 20 }, signIn)]);
    assert.deepEqual(await asked, { status: 'unavailable', down: [name] });
    for (const { status, headers } of lost.slice(20))
      assert.deepEqual([status, headers.get('retry-after')], [503, '5'], name);
    // Also the greeting of a connection that is made now gets no answer.
    await until(async () => (await underLoad(ready)).down[0] === name);
    relay.mend();
    await until(async () => (await underLoad(ready)).status === 'ok');
    assert.equal((await signIn()).status, 200, name);
    assert.equal(await visit(), 200, name);
  }
});

for (const [what, askers, wellAfter] of [
  ['busy', 3, 20_000],
  ['unused', 0, 12_000],
] as const)
  test(`a moment in which the network forgets all connections of a ${what} site is over within 20 seconds (row 56)`, async () => {
    const anna = site.visitor();
    await anna.signIn('anna');
    // The session is in Redis, the person in the database.
    const page = async () => (await anna.get('/')).status;
    const all = () => Promise.all(Array.from({ length: 20 }, page));
    assert.deepEqual(await all(), Array(20).fill(200));
    for (const relay of [database, redis]) relay.swallow();
    for (const relay of [database, redis]) relay.mend();
    const wellFrom = performance.now() + wellAfter;
    const busy = Array.from({ length: askers }, async () => {
      while (performance.now() < wellFrom) await page();
    });
    // Asks neither of them.
    while (performance.now() < wellFrom) await visit();
    const [readiness, statuses] = await Promise.all([ready(), all()]);
    assert.deepEqual(readiness, { status: 'ok', down: [] });
    assert.deepEqual(statuses, Array(20).fill(200));
    await Promise.all(busy);
  });
