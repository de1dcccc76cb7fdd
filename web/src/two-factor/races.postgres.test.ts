import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../testing/database.ts';
import { people } from '../../testing/people/people.ts';
import { races } from '../../testing/races.ts';
import { testSite } from '../../testing/website.ts';

const { TEST_DATABASE_URL = '' } = process.env;
const databaseUrl = await freshDatabase(TEST_DATABASE_URL);
const site = await testSite({ databaseUrl });
const { race } = races(databaseUrl);
const { email, password } = people.anna;
await site.program().register('anna');
await site.enrol('anna');
const phone = site.phones.get('anna');

test('of two simultaneous requests for new recovery codes one succeeds and the other gets an error (row 54)', async () => {
  const shown: string[][] = [];
  const asking = async () => {
    const program = site.program();
    await program.signIn('anna');
    const proof = { current_password: password, code: phone?.recoveryCode() };
    return async () => {
      const { status, body } = await program.post('/users/me/two-factor/recovery-codes', proof);
      if (status === 200) shown.push(body.recovery_codes);
      return { status };
    };
  };
  const account = 'select 1 from user_service join two_factor using (user_id) for update';
  assert.deepEqual(await race(account, await asking(), await asking()), [200, 409]);
  const [codes = []] = shown;
  assert.equal(codes.length, 10);
  for (const code of codes)
    assert.equal((await site.program().post('/auth/login', { email, password, code })).status, 200);
});
