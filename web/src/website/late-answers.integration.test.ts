import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, beforeEach, test } from 'node:test';
import { WeatherServer } from '../../testing/outside/weather-server.ts';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';
import { openWorkers } from '../limits/workers.ts';

const provider = new WeatherServer();
const weatherVariables = await provider.start();
const site = await testSite({ weatherVariables, weatherWithin: 60_000, deadline: 300 });
const anna = site.program();
await anna.register('anna');
await anna.signIn('anna');
const boris = await member(site.visitor(), 'boris');
const { sessions } = site.parts.sharedState;
const { db } = site.parts.connection;

/** A level of pino's. */
const WARN = 40;

/** What a test turns wrong is right again for the next one. */
const mended: (() => void)[] = [];
function mendAll(): void {
  for (const mend of mended.splice(0)) mend();
}
beforeEach(mendAll);
after(mendAll);

const nextTurns = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
};
const isUp = async () => {
  await nextTurns();
  assert.equal((await fetch(`${site.url}/health/live`)).status, 200);
  assert.equal((await boris.get('/')).status, 200);
  assert.equal((await anna.get('/users/me')).status, 200);
};

/** Holds up whatever reads a session until it is let go, and does then what is asked. */
function heldSessions(then: (id: string, done: (error?: unknown, session?: never) => void) => void) {
  const gate = Promise.withResolvers<void>();
  const come = Promise.withResolvers<void>();
  const { get } = sessions;
  sessions.get = (id: string, done: never) => {
    come.resolve();
    gate.promise.then(() => then(id, done));
  };
  mended.push(() => {
    sessions.get = get;
  });
  return { open: gate.resolve, come: come.promise, plain: get.bind(sessions) };
}

test('a call that answers after its 503, or fails then, is dropped (row 42)', async () => {
  for (const answer of ['weather', 'failure']) {
    const gate = Promise.withResolvers<void>();
    provider.gate = () => gate.promise;
    mended.push(() => {
      provider.gate = async () => {};
    });
    if (answer === 'failure') provider.instead = (response) => void response.writeHead(500).end();
    const { status, body, headers } = await anna.get(`/weather?city=City ${answer}`);
    assert.deepEqual([status, body.code, headers.get('retry-after')], [503, 'unavailable', '5']);
    const lines = site.log.map((line) => JSON.parse(line)).filter(({ code }) => code === 'unavailable');
    const { level, msg, err } = lines.at(-1);
    assert.deepEqual([level, msg, err], [WARN, 'no answer in time', undefined]);
    gate.resolve();
    await isUp();
  }
  provider.instead = undefined;
});

test('a page whose session comes after its 503 is not begun, and nothing of it is sent or kept (row 42)', async () => {
  const held = heldSessions((id, done) => held.plain(id, done as never));
  const page = await boris.get('/');
  assert.equal(page.status, 503);
  assert.match(page.text, /<h1>/);
  assert.equal(page.headers.get('set-cookie'), null);
  const before = site.log.length;
  held.open();
  mendAll();
  await isUp();
  assert.ok(!site.log.slice(before).join('').includes('request failed'));
});

test('the page of a 503 leads to no other site, whatever was asked for', async () => {
  heldSessions(() => {});
  for (const path of ['//evil.example/login', '/\\evil.example/']) {
    const { status, text } = await boris.get(path);
    assert.equal(status, 503);
    assert.match(text, /href="\/">Try again</);
    assert.ok(!text.includes('evil'), path);
  }
});

test('a session store that fails after the 503, by a call or by throwing, ends nothing (row 42)', async () => {
  for (const fail of ['by call', 'twice']) {
    const held = heldSessions((_id, done) => {
      done(new Error('the store is broken'));
      if (fail === 'twice') done(new Error('and tells it again'));
    });
    assert.equal((await boris.get('/')).status, 503);
    held.open();
    mendAll();
    await isUp();
  }
});

test('a token whose person is looked up too slowly is answered once (row 42)', async () => {
  const gate = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const held = db.transaction(async (tx) => {
    await tx.execute('lock table users');
    locked.resolve();
    await gate.promise;
  });
  await locked.promise;
  assert.equal((await anna.get('/users/me')).status, 503);
  gate.resolve();
  await held;
  await isUp();
});

test('a template that throws is an error, also on the error page (row 42)', async () => {
  Object.defineProperty(site.app.locals, 'membershipSold', {
    get() {
      throw new Error('thrown in a template');
    },
    configurable: true,
    enumerable: true,
  });
  mended.push(() => {
    Reflect.deleteProperty(site.app.locals, 'membershipSold');
    site.app.locals.membershipSold = false;
  });
  const page = await boris.get('/settings');
  assert.equal(page.status, 500);
  assert.doesNotMatch(page.text, /thrown in/);
  mendAll();
  await isUp();
});

test('work for a client that disconnected is stopped, and its late results dropped (row 42)', async () => {
  const held = heldSessions((id, done) => held.plain(id, done as never));
  const cookie = await boris.cookieHeader();
  const call = request(`${site.url}/settings`, { headers: { cookie } });
  call.on('error', () => {});
  call.end();
  await held.come;
  call.destroy();
  await new Promise((closed) => call.on('close', closed));
  held.open();
  mendAll();
  await isUp();
});

test('a worker that throws, before or after its answer, or leaves, fails only for who asked (row 42)', async () => {
  const workers = openWorkers<string, string>(new URL('../../testing/bad-worker.ts', import.meta.url), {
    minThreads: 1,
    maxThreads: 1,
  });
  await assert.rejects(workers.run('throws'), /thrown in a worker/);
  assert.equal(await workers.run('throws later'), 'throws later');
  await assert.rejects(workers.run('leaves'));
  let answer: string | undefined;
  // The thread may be in the middle of falling over.
  while (answer === undefined) answer = await workers.run('answers').catch(() => undefined);
  assert.equal(answer, 'answers');
  await workers.destroy();
});
