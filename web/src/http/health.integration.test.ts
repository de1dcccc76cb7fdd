import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testSite } from '../../testing/website.ts';

test('while fifty people sign in at once, the site says that it lives again and again (row 9)', async () => {
  const SIGN_INS = 50;
  const site = await testSite({ passwordCost: 9 });
  await site.program().register('anna');
  let under = SIGN_INS;
  const all = Array.from({ length: SIGN_INS }, async () => {
    const { status } = await site.program().signIn('anna');
    under -= 1;
    return status;
  });
  let answers = 0;
  while (under > 0) {
    assert.equal((await fetch(`${site.url}/health/live`)).status, 200);
    answers += 1;
  }
  assert.deepEqual(new Set(await Promise.all(all)), new Set([200]));
  // Were passwords hashed where requests are answered, there would be less than one answer for each sign-in.
  assert.ok(answers > SIGN_INS, `${answers} answers`);
});
