import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mailbox, tokenIn } from '../../testing/outside/mailbox.ts';
import { type PersonName, people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const mailbox = new Mailbox();
const site = await testSite({ smtpUrl: await mailbox.start(), publicUrl: 'http://lantern.test' });
const { anna, boris, clara } = people;
for (const name of ['anna', 'boris', 'clara'] as const) await site.program().register(name);

const NEW = 'Nine 9 boats & a pier';
const ask = (email: string, visitor = site.visitor()) =>
  visitor.submit('/forgot-password', '/forgot-password', { email });
async function linkFor(name: PersonName): Promise<string> {
  await ask(people[name].email);
  return tokenIn(await mailbox.next());
}
const set = (token: string, password: string, visitor = site.visitor()) =>
  visitor.submit('/forgot-password', '/password-reset', { token, password });
const open = (token: string) => site.visitor().get(`/password-reset?token=${token}`);
const signIn = async (email: string, password: string) =>
  (await site.visitor().submit('/login', '/login', { email, password })).status;

test('a reset by e-mail or login mails a link that sets a new password', async () => {
  const visitor = site.visitor();
  assert.match((await visitor.get('/login')).text, /href="\/forgot-password">Forgot your password\?/);
  assert.equal((await ask('ANNA', visitor)).location, '/forgot-password?sent');
  assert.match((await visitor.get('/forgot-password?sent')).text, /If there is such an account/);

  const mail = await mailbox.next();
  assert.deepEqual(
    [mail.from?.address, mail.to?.map(({ address }) => address), mail.subject],
    ['lantern@example.org', [anna.email], 'Lantern: set a new password'],
  );
  const link = `http://lantern.test/password-reset?token=${tokenIn(mail)}`;
  assert.ok(mail.text?.includes(link) && mail.html?.includes(`href="${link}"`));

  const form = await visitor.get(link.slice('http://lantern.test'.length));
  assert.equal(form.status, 200);
  assert.match(form.text, /type="password" autocomplete="new-password"/, 'row 3');
  assert.equal((await set(tokenIn(mail), NEW, visitor)).location, '/login?password-changed');
  assert.match((await visitor.get('/login?password-changed')).text, /Your new password is set/);
  assert.doesNotMatch((await visitor.get('/')).text, /My rooms/, 'a link signs nobody in (row 24)');
  assert.deepEqual([await signIn(anna.email, anna.password), await signIn(anna.email, NEW)], [401, 303]);

  const notice = await mailbox.next();
  assert.equal(notice.subject, 'Lantern: your password was changed');
  assert.deepEqual(
    notice.to?.map(({ address }) => address),
    [anna.email],
  );
});

test('a link mailed to an address stops working when the account gets another', async () => {
  const token = await linkFor('clara');
  const program = site.program();
  await program.signIn('clara');
  const change = (email: string) =>
    program.call('PATCH', '/users/me', { email, current_password: clara.password });
  assert.equal((await program.call('PATCH', '/users/me', { first_name: 'Clara' })).status, 204);
  assert.equal((await open(token)).status, 200, 'another name leaves it as it is');
  assert.equal((await change('clara2@example.org')).status, 204);
  assert.equal((await open(token)).status, 200, 'nor does an address that is not confirmed yet');
  const confirmation = tokenIn(await mailbox.next());
  assert.equal((await program.post('/auth/email/confirm', { token: confirmation })).status, 204);
  const told = await mailbox.next();
  assert.deepEqual(
    [told.to?.map(({ address }) => address), told.subject],
    [[clara.email], 'Lantern: your e-mail was changed'],
  );
  assert.notEqual((await open(token)).status, 200);
  assert.notEqual((await set(token, NEW)).status, 303);
  const undone = await program.post('/auth/email/undo', { token: tokenIn(told) });
  assert.equal(undone.status, 200);
  assert.equal(await signIn(clara.email, clara.password), 303);
});

test('mail is in the language of the account, otherwise of the request', async () => {
  await site.program().post('/auth/forgot-password', { email: boris.email }, { 'accept-language': 'ru' });
  const mail = await mailbox.next();
  assert.equal(mail.subject, 'Lantern: новый пароль');
  assert.match(mail.text ?? '', /Кто-то, скорее всего вы,/);
  assert.match(mail.html ?? '', /<html lang="ru">/);
  assert.equal((await open(tokenIn(mail))).status, 200);

  await site.connection.query("update users set locale = 'en' where email = $1", [boris.email]);
  await site.program().post('/auth/forgot-password', { email: boris.email }, { 'accept-language': 'ru' });
  assert.equal((await mailbox.next()).subject, 'Lantern: set a new password');
});

test('a new password revokes sessions, tokens and chat sockets, and the history shows it (row 12)', async () => {
  const [program, visitor] = [site.program(), site.visitor()];
  await Promise.all([program.signIn('boris'), visitor.signIn('boris')]);
  const { id } = (await program.get('/users/me')).body;
  const token = await linkFor('boris');
  const answer = await site.program().post('/auth/reset-password', { token, password: NEW });
  assert.equal(answer.status, 204);
  await mailbox.next();
  assert.equal((await program.get('/users/me')).body.code, 'token_revoked');
  assert.equal((await program.refresh()).status, 401);
  assert.doesNotMatch((await visitor.get('/')).text, /My rooms/);
  assert.ok(site.notices.some((notice) => notice.type === 'user-revocation' && notice.user_ids.includes(id)));

  await program.signIn('boris', NEW);
  const { items } = (await program.get('/users/me/sign-ins')).body;
  assert.deepEqual(
    items.slice(0, 2).map(({ method, ip }: Record<string, string>) => [method, ip]),
    [
      ['password', '127.0.0.1'],
      ['reset', '127.0.0.1'],
    ],
  );
});

test('a link works once: of two simultaneous uses one succeeds (row 4)', async () => {
  const token = await linkFor('clara');
  const passwords = ['First 1 of the two', 'Second 2 of the two'];
  const answers = await Promise.all(
    passwords.map((password) => site.program().post('/auth/reset-password', { token, password })),
  );
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [204, 400]);
  assert.equal(answers.find(({ status }) => status === 400)?.body.code, 'reset_link_invalid');
  await mailbox.next();
  const winner = passwords[answers.findIndex(({ status }) => status === 204)] ?? '';
  assert.equal(await signIn(clara.email, winner), 303);
  assert.equal((await set(token, NEW)).status, 400);
  assert.match((await open(token)).text, /This link no longer works.*href="\/forgot-password"/s);
});

test('a link ends after 10 minutes or with a new password; a newer link does not void it (rows 4, 46)', async () => {
  const first = await linkFor('clara');
  const second = await linkFor('clara');
  const both = async () => [(await open(first)).status, (await open(second)).status];
  assert.deepEqual(await both(), [200, 200]);
  assert.equal((await set(first, `${NEW}!`)).status, 303);
  await mailbox.next();
  assert.deepEqual(await both(), [400, 400], 'the one that is used voids all');
  assert.equal((await set(second, NEW)).status, 400);
  const late = await linkFor('clara');

  const { rows } = await site.connection.query(
    'select token_hash, extract(epoch from expires_at - now())::int as seconds from password_resets',
  );
  const links = rows as { token_hash: string; seconds: number }[];
  assert.ok(links.every(({ seconds }) => seconds > 0 && seconds <= 600));
  assert.ok(
    links.every(({ token_hash }) => token_hash !== late),
    'only a hash is kept',
  );
  await site.connection.query("update password_resets set expires_at = now() - interval '1 second'");
  assert.deepEqual([(await open(late)).status, (await set(late, NEW)).status], [400, 400]);

  const third = await linkFor('clara');
  await site.connection.query(
    'update user_service set sign_in_epoch = sign_in_epoch + 1 from users where id = user_id and email = $1',
    [clara.email],
  );
  assert.deepEqual([(await open(third)).status, (await set(third, NEW)).status], [400, 400]);
});

test('an invalid password is refused at its field, and the link still works (row 1)', async () => {
  const token = await linkFor('clara');
  for (const [password, reason] of [
    ['Sh0rt !', /at least 8 characters/],
    ['Password123!', /too common/],
    ['My Lantern 1!', /too common/],
    [`Is ${clara.login} A1?`, /must not contain/],
    [`${clara.email} A1`, /must not contain/],
  ] as const) {
    const page = await set(token, password);
    assert.equal(page.status, 400, password);
    assert.match(page.text, new RegExp(`id="password-error">[^<]*${reason.source}`));
    assert.match(page.text, new RegExp(`name="token" value="${token}"`));
    assert.ok(!page.text.includes(password));
  }
  const call = await site.program().post('/auth/reset-password', { token, password: 'Sh0rt !' });
  assert.deepEqual(call.body.fields, { password: 'password_too_short' });
  assert.equal((await set(token, NEW)).status, 303);
  await mailbox.next();
});

test('opening a link changes nothing, however often a mail scanner does it (row 15)', async () => {
  const token = await linkFor('boris');
  for (const method of ['GET', 'HEAD', 'GET'])
    assert.equal((await site.visitor().request(`/password-reset?token=${token}`, { method })).status, 200);
  assert.equal((await set(token, `${NEW}!`)).status, 303);
  await mailbox.next();
});

test('a disabled account gets no mail, and its older links do not work', async () => {
  const token = await linkFor('anna');
  const disabled = (at: string) =>
    site.connection.query(
      `update user_service set disabled_at = ${at} from users where id = user_id and email = $1`,
      [anna.email],
    );
  await disabled('now()');
  assert.equal((await ask(anna.email)).status, 303);
  assert.deepEqual([(await open(token)).status, (await set(token, NEW)).status], [400, 400]);
  const recipients = async (asked: string[]) => {
    for (const email of asked) await ask(email);
    const mails = [];
    for (const _ of asked) mails.push(await mailbox.next());
    return mails.map(({ to }) => to?.[0]?.address).toSorted();
  };
  // Hers would leave within the same second as these: two each, which is what one account may have waiting.
  const others = [boris.email, boris.email, clara.email, clara.email];
  assert.deepEqual(await recipients(others), others);
  await disabled('null');
  assert.deepEqual(await recipients([anna.email]), [anna.email]);
});

test('a request cannot change where a mailed link leads', async () => {
  const headers = { 'x-forwarded-host': 'evil.example', origin: 'http://lantern.test' };
  const visitor = site.visitor(headers);
  await ask(boris.email, visitor);
  assert.match((await mailbox.next()).text ?? '', /http:\/\/lantern\.test\/password-reset\?token=/);
});

test('the page of a link is not cached and sends no referrer', async () => {
  const { headers } = await open('x');
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('referrer-policy'), 'strict-origin');
});

test('no log contains a link, a password or a mail address (row 41)', async () => {
  const log = site.log.join('\n');
  assert.match(log, /"path":"\/password-reset"/);
  assert.match(log, /"act":"password.reset"/);
  assert.match(log, /a mail was sent/);
  assert.ok(mailbox.mails.length > 10);
  for (const secret of [...mailbox.mails.map(tokenIn), NEW, anna.email, boris.email, 'token='])
    if (secret) assert.ok(!log.includes(secret), secret);
});
