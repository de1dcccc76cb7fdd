import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mailbox, tokenIn } from '../../testing/outside/mailbox.ts';
import { Authenticator } from '../../testing/people/authenticator.ts';
import { type PersonName, people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const mailbox = new Mailbox();
const site = await testSite({ smtpUrl: await mailbox.start(), publicUrl: 'http://lantern.test' });
const NEW = 'Nine 9 boats & a pier';
const NOTICE = 'a sign-in method of your account';

async function member(name: PersonName) {
  const { id } = (await site.program().register(name)).body;
  const token = tokenIn(await mailbox.next('confirm your e-mail'));
  assert.equal((await site.program().post('/auth/email/confirm', { token })).status, 204);
  return id as string;
}

/** A passkey and a linked account, put there as their own services would. */
async function addWaysIn(userId: string, name: string): Promise<void> {
  await site.connection.query(
    `insert into passkeys (id, user_id, public_key, counter, transports, name) values ($1, $2, 'x', 0, '{}', $3)`,
    [`${name} ${userId}`, userId, name],
  );
  await site.connection.query(
    `insert into social_accounts (issuer, subject, user_id, provider, name) values ($1, $1, $2, 'club', $3)`,
    [`https://${name}.test`, userId, name],
  );
}

/** Signs in with the password, and with the app if there is one, and gives the account another address. */
async function thief(name: PersonName) {
  const program = site.program();
  await program.signIn(name);
  const ask = { email: `${name}@thief.example`, current_password: people[name].password };
  assert.equal((await program.call('PATCH', '/users/me', ask)).status, 204);
  const token = tokenIn(await mailbox.next('confirm your new e-mail'));
  assert.equal((await site.program().post('/auth/email/confirm', { token })).status, 204);
  return { program, undo: tokenIn(await mailbox.next('your e-mail was changed')) };
}

/** What its owner does: undoes the change, sets a new password, and looks at what lets somebody in. */
async function takeBack(undo: string) {
  const { status, body } = await site.program().post('/auth/email/undo', { token: undo });
  assert.equal(status, 200, body.code);
  const { token } = body;
  const waysIn = (await site.program().post('/auth/reset-password/ways-in', { token })).body;
  const reset = await site.program().post('/auth/reset-password', { token, password: NEW });
  assert.equal(reset.status, 204, JSON.stringify(reset.body));
  return {
    app: waysIn.two_factor,
    passkeys: waysIn.passkeys.map(({ name }: { name: string }) => name),
    accounts: waysIn.social_accounts.map(({ name }: { name: string }) => name),
  };
}

/** Where no phone answers, what an account without two-factor sign-in answers. */
const signsIn = (name: PersonName) => site.program().signInAs({ email: people[name].email, password: NEW });

test('undoing a change of e-mail removes what was set up after it, and keeps what was there before (row 46)', async () => {
  const id = await member('anna');
  await addWaysIn(id, 'before');
  const { program, undo } = await thief('anna');
  await program.enrol(site.clock);
  await mailbox.next(NOTICE);
  await addWaysIn(id, 'after');
  assert.deepEqual(await takeBack(undo), { app: false, passkeys: ['before'], accounts: ['before'] });
  assert.equal((await signsIn('anna')).status, 200, 'no code is asked for');
});

test('two-factor sign-in that was on before the change stays on, also with another app (row 46)', async () => {
  await member('boris');
  await site.enrol('boris');
  await mailbox.next(NOTICE);
  const { program, undo } = await thief('boris');
  const phone = site.phones.get('boris');
  const setup = await program.post('/users/me/two-factor', {
    current_password: people.boris.password,
    code: phone?.next(),
  });
  assert.equal(setup.status, 200);
  const other = new Authenticator(setup.body.secret, site.clock);
  const confirmed = await program.call('PUT', '/users/me/two-factor', { code: other.code() });
  assert.equal(confirmed.status, 200);
  assert.equal((await takeBack(undo)).app, true);
  assert.equal((await signsIn('boris')).body.code, 'two_factor_required');
});

test('an administrator’s second factor stays, because a mailbox alone is not enough (row 46)', async () => {
  const id = await member('clara');
  const { program, undo } = await thief('clara');
  site.phones.set('clara', await program.enrol(site.clock));
  await mailbox.next(NOTICE);
  await site.connection.query('update user_service set is_superuser = true where user_id = $1', [id]);
  assert.equal((await takeBack(undo)).app, true);
});
