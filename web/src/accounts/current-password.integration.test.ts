import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite({ rateLimitFactor: 1 });
const { password } = people.anna;
await site.program().register('anna');

const program = site.program();
await program.signIn('anna');

test('a correct current password does not reset the count of wrong ones', async () => {
  const confirm = async (current_password: string) =>
    (await program.post('/users/me/two-factor', { current_password })).status;
  for (let n = 0; n < 9; n += 1) assert.equal(await confirm(`wrong ${n}`), 400);
  assert.equal(await confirm(password), 200);
  assert.equal(await confirm(password), 200, 'nor is it counted itself');
  assert.equal(await confirm('the tenth'), 400);
  assert.equal(await confirm(password), 429);
});
