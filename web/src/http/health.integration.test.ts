import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testSite } from '../../testing/website.ts';

test('during fifty simultaneous sign-ins /health/live keeps answering (row 9)', async () => {
  const SIGN_INS = 50;
  const site = await testSite({ passwordCost: 9 });
  const password = 'Fifty lamps at 1 pier';
  const emails = Array.from({ length: SIGN_INS }, (_, n) => `keeper${n}@example.org`);
  for (const email of emails) await site.program().post('/auth/register', { email, password });
  let under = SIGN_INS;
  const all = emails.map(async (email) => {
    const { status } = await site.program().signInAs({ email, password });
    under -= 1;
    return status;
  });
  let answers = 0;
  while (under > 0) {
    assert.equal((await fetch(`${site.url}/health/live`)).status, 200);
    answers += 1;
  }
  // On a machine with other work some would wait for more than five seconds, and are told so at once.
  for (const status of await Promise.all(all)) assert.ok(status === 200 || status === 503, `${status}`);
  // Were passwords hashed where requests are answered, there would be less than one answer for each sign-in.
  assert.ok(answers > SIGN_INS, `${answers} answers`);
});
