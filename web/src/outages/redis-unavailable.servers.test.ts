import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createLog } from '@lantern/service/log';
import { createClient } from 'redis';
import { startRedis } from '../../../testing/servers/redis.ts';
import { freePort } from '../../../testing/servers/server.ts';
import { freshDatabase } from '../../testing/database.ts';
import { people } from '../../testing/people/people.ts';
import { member, type Visitor } from '../../testing/people/visitor.ts';
import {
  assertUnavailableCall,
  assertUnavailablePage,
  russian,
  untilReady,
} from '../../testing/unavailable.ts';
import { serverParts, testSite } from '../../testing/website.ts';

const ALLOWED = ['~*', '&*', '+@all'];
const redis = await startRedis(['maxmemory-policy noeviction', `user web on >lamp ${ALLOWED.join(' ')}`]);
const url = Object.assign(new URL(redis.url), { username: 'web', password: 'lamp' }).href;
const parts = await serverParts(
  createLog('web', 'silent'),
  await freshDatabase(process.env.TEST_DATABASE_URL ?? ''),
  url,
);
const site = await testSite({ parts });
after(async () => {
  await parts.close();
  await redis.stop();
});

const { email, password } = people.anna;
let anna: Visitor;
let stranger: Visitor;
/** Of the stranger's form, opened before anything fails. */
let _csrf = '';
before(async () => {
  anna = await member(await russian(site.visitor()), 'anna');
  stranger = await russian(site.visitor());
  _csrf = await stranger.token('/login');
});

const signInOnPage = () => stranger.post('/login', { _csrf, email, password });
const signIn = () => site.program().signIn('anna');

async function configure(...commands: string[][]): Promise<void> {
  const administrator = createClient({ url: redis.url });
  await administrator.connect();
  for (const command of commands) await administrator.sendCommand(command);
  administrator.destroy();
}

/** Redis keeps the session, and every page of hers asks for it. */
async function assertRefused(why: string): Promise<void> {
  assertUnavailableCall(await signIn(), why);
  assertUnavailablePage(await signInOnPage(), why);
  for (const path of ['/', '/settings']) assertUnavailablePage(await anna.get(path), `${path} ${why}`);
  assert.equal((await stranger.get('/login')).status, 200, 'who needs no Redis');
}

async function assertWell(why: string): Promise<void> {
  await untilReady(site);
  assert.equal((await signIn()).status, 200, why);
  assert.equal((await anna.get('/settings')).status, 200, why);
  assert.equal((await signInOnPage()).status, 303, why);
  stranger = await russian(site.visitor());
  _csrf = await stranger.token('/login');
}

test('while Redis is full sign-ins are 503 with Retry-After, and existing sessions continue (row 58)', async () => {
  await configure(['CONFIG', 'SET', 'maxmemory', '1mb']);
  assertUnavailableCall(await signIn(), 'full');
  assertUnavailablePage(await signInOnPage(), 'full');
  await untilReady(site, false);
  for (const path of ['/', '/settings']) assert.equal((await anna.get(path)).status, 200, path);
  await configure(['CONFIG', 'SET', 'maxmemory', '0']);
  await assertWell('after it was full');
});

test('while Redis is a replica pages and calls are 503 with Retry-After, and well after it (row 58)', async () => {
  await configure(['REPLICAOF', '127.0.0.1', String(await freePort())]);
  await assertRefused('a replica');
  await untilReady(site, false);
  await configure(['REPLICAOF', 'NO', 'ONE']);
  await assertWell('after it was a replica');
});

test('while Redis has too few replicas to write who signs in gets 503 with Retry-After (row 58)', async () => {
  await configure(['CONFIG', 'SET', 'min-replicas-to-write', '1']);
  assertUnavailableCall(await signIn(), 'no replicas');
  assertUnavailablePage(await signInOnPage(), 'no replicas');
  await untilReady(site, false);
  await configure(['CONFIG', 'SET', 'min-replicas-to-write', '0']);
  await assertWell('after it had no replicas');
});

for (const [what, ...rules] of [
  ['nothing but to connect', '-@all', '+@connection'],
  ['to read alone', '-@write'],
  ['to read keys alone', 'resetkeys', '%R~*'],
  ['no keys', 'resetkeys'],
] as const)
  test(`while Redis allows its user ${what} pages and calls are 503 with Retry-After, and well after it (row 58)`, async () => {
    await configure(['ACL', 'SETUSER', 'web', ...rules]);
    await assertRefused(what);
    await untilReady(site, false);
    await configure(['ACL', 'SETUSER', 'web', ...ALLOWED]);
    await assertWell(`after ${what}`);
  });

test('while Redis allows scripts, and not what they do, sign-ins are 503 with Retry-After (row 58)', async () => {
  await configure(['ACL', 'SETUSER', 'web', '-incrby', '-incr', '-pexpire', '-pttl']);
  assertUnavailableCall(await signIn(), 'a script');
  assertUnavailablePage(await signInOnPage(), 'a script');
  await configure(['ACL', 'SETUSER', 'web', ...ALLOWED]);
  await assertWell('after a script');
});

test('while Redis is stopped, and while it reads its data, pages and calls are 503 with Retry-After (row 58)', async () => {
  // Redis takes a millisecond for each of these when it reads them, and answers after every thousandth.
  await configure(
    ...Array.from({ length: 8000 }, (_, at) => ['SET', `filler:${at}`, 'x']),
    ['CONFIG', 'SET', 'key-load-delay', '1000'],
    ['CONFIG', 'REWRITE'],
  );
  await redis.halt();
  await untilReady(site, false);
  await assertRefused('stopped');
  const starting = redis.start();
  const asking = createClient({ url: redis.url });
  asking.on('error', () => {});
  await asking.connect();
  await assert.rejects(asking.get('x'), /^Error: LOADING|LOADING/);
  await assertRefused('reading its data');
  asking.destroy();
  await starting;
  await assertWell('after it was stopped');
});
