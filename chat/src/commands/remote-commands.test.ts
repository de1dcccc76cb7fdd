import assert from 'node:assert/strict';
import test from 'node:test';
import { openFakeWeb, respondJson } from '../testing/fake-web.ts';
import { remoteCommands } from './remote-commands.ts';

const ask = { text: '/weather Moscow', people: { names: ['Anna'], count: 1 } };
const within = (milliseconds = 5000) => AbortSignal.timeout(milliseconds);

test('a request to web carries the member’s token and nothing else about the member', async () => {
  await using web = await openFakeWeb(respondJson(200, { kind: 'answer', text: 'Snow' }));
  const run = remoteCommands(new URL(web.commandsUrl));
  assert.deepEqual(await run('a.b.c', ask, within()), { kind: 'answer', text: 'Snow' });
  const [{ method, url, headers, body } = assert.fail()] = web.asked;
  assert.deepEqual([method, url, JSON.parse(body)], ['POST', '/commands', ask]);
  assert.equal(headers.authorization, 'Bearer a.b.c');
  assert.equal(headers.cookie, undefined);
});

test('an error is passed on with its code and text', async () => {
  const problem = { type: '/docs/errors#x', title: 'x', status: 404, code: 'city_not_found' };
  await using web = await openFakeWeb(respondJson(404, { ...problem, detail: 'Город не найден' }));
  const outcome = await remoteCommands(new URL(web.commandsUrl))('a.b.c', ask, within());
  assert.deepEqual(outcome, { kind: 'failed', reason: 'city_not_found', detail: 'Город не найден' });
});

test('an unknown answer counts as a failure', async () => {
  for (const [status, body] of [
    [200, { kind: 'shout', text: 'x' }],
    [200, { kind: 'answer', text: '' }],
    [200, { kind: 'answer', text: 'x'.repeat(4001) }],
    [200, { kind: 'answer', text: 'x', from: 'Boris' }],
    [500, {}],
    [503, []],
  ] as const) {
    await using web = await openFakeWeb(respondJson(status, body));
    await assert.rejects(
      remoteCommands(new URL(web.commandsUrl))('a.b.c', ask, within()),
      JSON.stringify(body),
    );
  }
  await using page = await openFakeWeb((response) => response.end('<h1>Bad Gateway</h1>'));
  await assert.rejects(remoteCommands(new URL(page.commandsUrl))('a.b.c', ask, within()));
});

test('the token is not sent along a redirect', async () => {
  await using elsewhere = await openFakeWeb(respondJson(200, { kind: 'answer', text: 'Snow' }));
  await using web = await openFakeWeb((response) =>
    response.writeHead(307, { location: elsewhere.commandsUrl }).end(),
  );
  await assert.rejects(remoteCommands(new URL(web.commandsUrl))('a.b.c', ask, within()));
  assert.equal(elsewhere.asked.length, 0);
});

test('a silent web is waited for only until the timeout', async () => {
  await using web = await openFakeWeb(() => {});
  await assert.rejects(remoteCommands(new URL(web.commandsUrl))('a.b.c', ask, within(50)), {
    name: 'TimeoutError',
  });
});
