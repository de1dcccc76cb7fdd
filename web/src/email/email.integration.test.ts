import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mailbox, tokenIn } from '../../testing/outside/mailbox.ts';
import { people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const mailbox = new Mailbox();
const site = await testSite({ smtpUrl: await mailbox.start(), publicUrl: 'http://lantern.test' });
const { anna, boris } = people;
const VERIFY = 'confirm your e-mail';
const NEW_ADDRESS = 'anna@new.example.org';
const NEW = 'Nine 9 boats & a pier';

const program = site.program();
const me = async () => {
  const { email, email_verified, email_pending } = (await program.get('/users/me')).body;
  return [email, email_verified, email_pending];
};
const change = (email: string) =>
  program.call('PATCH', '/users/me', { email, current_password: anna.password });
const confirm = (token: string) => site.program().post('/auth/email/confirm', { token });
const undo = (token: string) => site.program().post('/auth/email/undo', { token });

test('an account works before its address is verified, says so, and a button on the page of the link verifies it (row 46)', async () => {
  const visitor = site.visitor();
  await visitor.signUp('anna');
  const mail = await mailbox.next(VERIFY);
  assert.equal(mail.to?.[0]?.address, anna.email);
  assert.match((await visitor.get('/')).text, /not verified yet/);
  assert.match((await visitor.get('/settings')).text, /Send the link again/);
  await program.signIn('anna');
  assert.deepEqual(await me(), [anna.email, false, null]);

  const path = `/email/confirm?token=${tokenIn(mail)}`;
  for (const method of ['GET', 'HEAD', 'GET'])
    assert.equal((await site.visitor().request(path, { method })).status, 200);
  assert.deepEqual(await me(), [anna.email, false, null], 'opening it changes nothing');
  const page = await site.visitor().get(path);
  assert.equal(page.headers.get('referrer-policy'), 'strict-origin');
  assert.match(page.text, /anna@example\.org.*username anna/s);
  const inRussian = await site.visitor({ 'accept-language': 'ru' }).get(path);
  assert.match(inRussian.text, /lang="ru".* \d{4}\. /s, 'a date ends a sentence with one stop');

  const again = await visitor.submit('/settings', '/settings/email/verification');
  assert.equal(again.location, '/settings?saved=verification_sent');
  const second = tokenIn(await mailbox.next(VERIFY));
  const reader = site.visitor();
  const done = await reader.submit(path, '/email/confirm', { token: tokenIn(mail) });
  assert.equal(done.location, '/email/confirm?done');
  assert.match((await reader.get(done.location)).text, /Your e-mail is confirmed/);
  assert.deepEqual(await me(), [anna.email, true, null]);
  for (const token of [tokenIn(mail), second, 'made-up'])
    assert.deepEqual(
      [(await confirm(token)).status, (await confirm(token)).body.code],
      [400, 'email_link_invalid'],
    );
  assert.doesNotMatch((await visitor.get('/')).text, /not verified yet/);
  assert.equal((await program.post('/users/me/email/verification')).body.code, 'email_already_verified');
});

test('a new e-mail waits for its link, and the old one can undo it, which revokes all sign-ins (row 46)', async () => {
  assert.equal((await program.call('PATCH', '/users/me', { email: NEW_ADDRESS })).status, 400);
  assert.equal((await change(NEW_ADDRESS)).status, 204);
  const asked = await mailbox.next('your new e-mail');
  assert.equal(asked.to?.[0]?.address, NEW_ADDRESS);
  assert.deepEqual(await me(), [anna.email, true, NEW_ADDRESS]);
  assert.equal((await program.call('DELETE', '/users/me/email/pending')).status, 204);
  assert.deepEqual(await me(), [anna.email, true, null]);
  assert.equal((await confirm(tokenIn(asked))).status, 400, 'cancelled');

  await change(NEW_ADDRESS);
  const token = tokenIn(await mailbox.next('your new e-mail'));
  const race = await Promise.all([confirm(token), confirm(token), confirm(token)]);
  assert.deepEqual(race.map(({ status }) => status).toSorted(), [204, 400, 400]);
  assert.deepEqual(await me(), [NEW_ADDRESS, true, null]);

  const told = await mailbox.next('your e-mail was changed');
  assert.equal(told.to?.[0]?.address, anna.email);
  assert.ok(!told.text?.includes(NEW_ADDRESS), 'the old mailbox is not told the new address');
  const taken = await site.program().post('/auth/register', { ...boris, email: anna.email });
  assert.equal(taken.body.code, 'email_taken', 'nobody can be in the way of who undoes it');

  const link = `/email/undo?token=${tokenIn(told)}`;
  const owner = site.visitor();
  assert.match((await owner.get(link)).text, /anna@example\.org/);
  assert.deepEqual(await me(), [NEW_ADDRESS, true, null]);
  const undone = await owner.submit(link, '/email/undo', { token: tokenIn(told) });
  assert.match(undone.location ?? '', /^\/password-reset\?token=[\w-]{43}&email-restored$/);
  assert.equal((await program.get('/users/me')).body.code, 'token_revoked');
  const form = await owner.get(undone.location ?? '');
  assert.match(form.text, /Your e-mail is restored/);
  const reset = /token=([\w-]+)/.exec(undone.location ?? '')?.[1] ?? '';
  assert.equal(
    (await site.program().post('/auth/reset-password', { token: reset, password: NEW })).status,
    204,
  );
  await program.signIn('anna', NEW);
  assert.deepEqual(await me(), [anna.email, true, null]);
  assert.equal((await undo(tokenIn(told))).body.code, 'email_link_invalid');
});

test('a new password voids a pending change of e-mail (row 46)', async () => {
  const ask = { email: NEW_ADDRESS, current_password: NEW };
  assert.equal((await program.call('PATCH', '/users/me', ask)).status, 204);
  const token = tokenIn(await mailbox.next('your new e-mail'));
  const passwords = { current_password: NEW, new_password: `${NEW}!` };
  assert.equal((await program.call('PUT', '/users/me/password', passwords)).status, 204);
  assert.match(
    (await mailbox.next('a sign-in method of your account')).text ?? '',
    /password .* was changed/,
  );
  assert.equal((await confirm(token)).body.code, 'email_link_invalid');
  assert.equal((await site.visitor().get(`/email/confirm?token=${token}`)).status, 400);
  await program.refresh();
  assert.deepEqual(await me(), [anna.email, true, null]);
});

test('several changes in a row do not prevent the first address from undoing them (row 46)', async () => {
  const move = async (email: string) => {
    await program.call('PATCH', '/users/me', { email, current_password: `${NEW}!` });
    await confirm(tokenIn(await mailbox.next('your new e-mail')));
    return tokenIn(await mailbox.next('your e-mail was changed'));
  };
  const [first, second] = [await move('one@example.net'), await move('two@example.net')];
  assert.equal((await undo(first)).status, 200);
  assert.equal(
    (await undo(second)).body.code,
    'email_link_invalid',
    'that one was mailed to whoever made the changes',
  );
  const { rows } = await site.connection.query('select email from users where login = $1', [anna.login]);
  assert.equal(rows[0]?.email, anna.email);
});

test('a change of login needs the password, takes effect at once, and is mailed to the owner (row 45)', async () => {
  const other = site.program();
  await other.register('boris');
  await other.signIn('boris');
  const refused = await other.call('PATCH', '/users/me', { login: 'boris2' });
  assert.deepEqual(refused.body.fields, { current_password: 'required' });
  const answer = await other.call(
    'PATCH',
    '/users/me',
    { login: 'boris2', current_password: boris.password },
    { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
  );
  assert.equal(answer.status, 204);
  const told = await mailbox.next('a sign-in method of your account');
  assert.equal(told.to?.[0]?.address, boris.email);
  assert.match(told.text ?? '', /username .* was changed.*127\.0\.0\.1, Firefox, Linux.*forgot-password/s);
  assert.ok(!told.text?.includes('boris2') && !told.text?.includes(boris.password));
});

test('no link is in any log or in the database (row 46)', async () => {
  const { rows } = await site.connection.query('select t::text as row from email_links t');
  const stored = [...site.log, ...rows.map(({ row }) => String(row))].join('\n');
  for (const token of mailbox.mails.map(tokenIn)) if (token) assert.ok(!stored.includes(token));
});

test('without mail, a new e-mail takes effect at once and nothing is said about verification', async () => {
  const plain = await testSite();
  const caller = plain.program();
  await caller.register('anna');
  await caller.signIn('anna');
  assert.equal(
    (await caller.call('PATCH', '/users/me', { email: NEW_ADDRESS, current_password: anna.password })).status,
    204,
  );
  const { email, email_verified, email_pending } = (await caller.get('/users/me')).body;
  assert.deepEqual([email, email_verified, email_pending], [NEW_ADDRESS, false, null]);
  assert.equal((await caller.post('/users/me/email/verification')).body.code, 'mail_not_configured');
  const visitor = plain.visitor();
  await visitor.submit('/login', '/login', { email: NEW_ADDRESS, password: anna.password });
  assert.doesNotMatch((await visitor.get('/')).text, /not verified/);
});
