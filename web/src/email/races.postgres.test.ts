import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../testing/database.ts';
import { Mailbox, tokenIn } from '../../testing/outside/mailbox.ts';
import { people } from '../../testing/people/people.ts';
import { races } from '../../testing/races.ts';
import { testSite } from '../../testing/website.ts';

const { TEST_DATABASE_URL = '' } = process.env;
const databaseUrl = await freshDatabase(TEST_DATABASE_URL);
const mailbox = new Mailbox();
const site = await testSite({
  databaseUrl,
  smtpUrl: await mailbox.start(),
  publicUrl: 'http://lantern.test',
});
const { race } = races(databaseUrl);
const { anna } = people;
await site.program().register('anna');
const verification = tokenIn(await mailbox.next('confirm your e-mail'));
const program = site.program();
await program.signIn('anna');

const account = 'select 1 from user_service for update';
const me = async () => (await program.get('/users/me')).body;
const confirm = (token: string) => () => site.program().post('/auth/email/confirm', { token });
const undo = (token: string) => () => site.program().post('/auth/email/undo', { token });
const ask = (email: string) => () =>
  program.call('PATCH', '/users/me', { email, current_password: anna.password });
const linkTo = async (email: string) => {
  await ask(email)();
  return tokenIn(await mailbox.next('confirm your new e-mail'));
};

test('of two simultaneous uses of a link one verifies, and the other gets an error (row 54)', async () => {
  assert.deepEqual(await race(account, confirm(verification), confirm(verification)), [204, 400]);
  assert.equal((await me()).email_verified, true);
});

test('of two simultaneous changes of e-mail only the last is pending, and only its link works (row 54)', async () => {
  const addresses = ['anna@first.example', 'anna@second.example'];
  assert.deepEqual(await race(account, ask(addresses[0] ?? ''), ask(addresses[1] ?? '')), [204, 204]);
  const mails = [
    await mailbox.next('confirm your new e-mail'),
    await mailbox.next('confirm your new e-mail'),
  ];
  const tokens = new Map(mails.map((mail) => [mail.to?.[0]?.address, tokenIn(mail)]));
  assert.equal((await me()).email_pending, addresses[1]);
  assert.equal((await confirm(tokens.get(addresses[0]) ?? '')()).status, 400);
  assert.equal((await confirm(tokens.get(addresses[1]) ?? '')()).status, 204);
  assert.equal((await me()).email, addresses[1]);
});

test('confirming a change while another is undone gives an error (row 54)', async () => {
  const back = tokenIn(await mailbox.next('your e-mail was changed'));
  const link = await linkTo('anna@third.example');
  assert.deepEqual(await race(account, undo(back), confirm(link)), [200, 400]);
  await program.signIn('anna');
  assert.equal((await me()).email, anna.email);
});

test('of two simultaneous undos of a change one succeeds (row 54)', async () => {
  const link = await linkTo('anna@fourth.example');
  assert.equal((await confirm(link)()).status, 204);
  const back = tokenIn(await mailbox.next('your e-mail was changed'));
  assert.deepEqual(await race(account, undo(back), undo(back)), [200, 400]);
});
