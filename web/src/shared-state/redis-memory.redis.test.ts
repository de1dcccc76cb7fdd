import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { createLog } from '@lantern/service/log';
import { createClient } from 'redis';
import { startRedis } from '../../../testing/servers/redis.ts';
import { redisCheck } from '../console/doctor/redis.ts';
import { redisState } from './redis.ts';

const PASSWORD = 'a password of the test';
/** As the containers have it. */
const prepare = await readFile(new URL('../../../db/prepare.sh', import.meta.url), 'utf8');
const [, rights = ''] = /^user web on >\$web (.*)$/m.exec(prepare) ?? [];
const user = (name: string, allowed: string) => `user ${name} on ">${PASSWORD}" ${allowed}`;
const redis = await startRedis([
  'maxmemory 8mb',
  'maxmemory-policy noeviction',
  user('web', rights),
  user('careful', rights.replace('+info', '')),
]);
const as = (username: string) => Object.assign(new URL(redis.url), { username, password: PASSWORD }).href;
const filler = createClient({ url: redis.url });
await filler.connect();
after(async () => {
  filler.destroy();
  await redis.stop();
});

/** As many people's sessions would. What comes in counts as well, so that large values would be refused too early. */
async function fill(): Promise<void> {
  const refused = (error: Error) => assert.match(error.message, /^OOM/);
  for (let at = 0, isStored: unknown = 'OK'; isStored === 'OK'; at++)
    isStored = await filler.set(`filler:${at}`, 'x'.repeat(2 ** 14)).catch(refused);
}

/** What a website's part logs, which looks at the memory all the time. */
function open(username: string) {
  const lines: { msg: string }[] = [];
  const log = createLog('web', 'info', {
    destination: { write: (line: string) => void lines.push(JSON.parse(line)) },
  });
  const state = redisState({ url: as(username), log, idleSeconds: 60, memoryEvery: 10 });
  const said = (text: RegExp) => lines.filter(({ msg }) => text.test(msg));
  return {
    said,
    async until(text: RegExp, times = 1) {
      while (said(text).length < times) await new Promise(setImmediate);
    },
    [Symbol.asyncDispose]: () => state.close(),
  };
}

async function findings(): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const { state, text } of redisCheck(as('web')).findings()) found.push([state, text]);
  return found;
}

test('web says once that Redis is nearly full and once that it has room again, and the doctor says how full it is', async () => {
  await using web = open('web');
  const [, [state, text] = []] = await findings();
  assert.equal(state, 'ok');
  assert.match(text ?? '', / uses \d+ % of its 8 MB$/);
  for (const time of [1, 2]) {
    await fill();
    await web.until(/^redis is nearly full: it uses (8|9|10)\d* % of its 8 MB$/, time);
    const [, [full, why] = []] = await findings();
    assert.equal(full, 'warning');
    assert.match(why ?? '', / uses (8|9|10)\d* % of its 8 MB: raise maxmemory/);
    await filler.flushAll();
    await web.until(/^redis has room again$/, time);
  }
  assert.equal(web.said(/nearly full/).length, 2);
  assert.equal(web.said(/room again/).length, 2);
});

test('web logs once that it may not read Redis’ memory, and doctor says what to allow', async () => {
  await using web = open('careful');
  await web.until(/cannot be looked at: allow its user INFO/);
  const found = [];
  for await (const finding of redisCheck(as('careful')).findings()) found.push(finding);
  assert.deepEqual(
    found.map(({ state }) => state),
    ['ok', 'warning'],
  );
  assert.match(found[1]?.text ?? '', /allow the user of REDIS_URL INFO$/);
  assert.equal(web.said(/cannot be looked at/).length, 1);
});
