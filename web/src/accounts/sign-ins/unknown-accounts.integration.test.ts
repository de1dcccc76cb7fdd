import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../../testing/people/people.ts';
import { testSite } from '../../../testing/website.ts';

// A comparison has to take long enough to be seen beside everything else that a request costs.
const site = await testSite({ passwordCost: 9 });
const password = 'Wrong by 1 letter';
await site.program().register('anna');

async function reply(email: string) {
  const { status, body, headers } = await site.program().post('/auth/login', { email, password });
  const { date, etag, 'x-request-id': _id, ...stable } = Object.fromEntries(headers);
  const problem = { ...body, request_id: '' };
  return { status, body: problem, headers: { ...stable, 'content-security-policy': '' } };
}

test('the API answers an unknown account and a wrong password alike, headers included (row 5)', async () => {
  const wrong = await reply(people.anna.email);
  assert.equal(wrong.status, 401);
  for (const nobody of ['dora@example.org', 'dora', 'no\0body@example.org', 'x'.repeat(1000)])
    assert.deepEqual(await reply(nobody), wrong);
});

test('an unknown account and a wrong password take equally long: each compares one hash (row 5)', async () => {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  // In turns, so that whatever else the machine does slows both.
  for (let round = 0; round < 25; round++) {
    for (const [kind, email] of [
      ['known', people.anna.email],
      ['unknown', `nobody${round}@example.org`],
    ] as const) {
      const began = performance.now();
      await reply(email);
      times[kind].push(performance.now() - began);
    }
  }
  // The quickest of each: whatever else the machine does makes an answer slower, and none quicker.
  const ratio = Math.min(...times.unknown) / Math.min(...times.known);
  // Without the comparison it would be under a third.
  assert.ok(ratio > 0.6 && ratio < 1.5, `${ratio}`);
});

test('simultaneous attempts do not show whether a login and an e-mail belong together (row 49)', async () => {
  const slow = await testSite({ passwordCost: 11, trustedProxies: ['loopback'] });
  await slow.program().register('anna');
  await slow.program().register('boris');
  for (const email of [people.anna.email, people.boris.email, 'nobody@example.org']) {
    const names = ['anna', 'anna', email];
    const answers = await Promise.all(
      names.map((name) => slow.program().post('/auth/login', { email: name, password })),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 401, 401],
      email,
    );
  }
});
