import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mailbox, tokenIn } from '../../testing/outside/mailbox.ts';
import { type PersonName, people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const mailbox = new Mailbox();
const site = await testSite({ smtpUrl: await mailbox.start(), publicUrl: 'http://lantern.test' });
const NEW = 'Nine 9 boats & a pier';

/** Somebody with a passkey, a linked account and, if they want, a second factor, put there as their own services would. */
async function settled(name: PersonName, twoFactor: boolean): Promise<string> {
  const { id } = (await site.program().register(name)).body;
  const link = tokenIn(await mailbox.next('confirm your e-mail'));
  if (twoFactor) await site.enrol(name);
  if (twoFactor) await mailbox.next('a sign-in method of your account');
  await site.connection.query(
    `insert into passkeys (id, user_id, public_key, counter, transports, name) values ($1, $2, 'x', 0, '{}', 'Blue key')`,
    [id, id],
  );
  await site.connection.query(
    `insert into social_accounts (issuer, subject, user_id, provider, name) values ('https://club.test', $1, $2, 'club', 'Squatter')`,
    [id, id],
  );
  ids[name] = id;
  return link;
}
const ids: Record<string, string> = {};
async function linkFor(name: PersonName): Promise<string> {
  await site.program().post('/auth/forgot-password', { email: people[name].email });
  return tokenIn(await mailbox.next(': set a new password'));
}
async function left(name: PersonName): Promise<unknown> {
  const { rows } = await site.connection.query(
    `select (select count(*)::int from passkeys where user_id = $1) as passkeys,
       (select count(*)::int from social_accounts where user_id = $1) as accounts,
       (select count(*)::int from two_factor where user_id = $1 and secret is not null) as apps,
       (select count(*)::int from recovery_codes where user_id = $1) as codes`,
    [ids[name]],
  );
  return rows[0];
}
const NONE = { passkeys: 0, accounts: 0, apps: 0, codes: 0 };

test('a mailed reset of an unverified account removes all other ways in (row 46)', async () => {
  await settled('anna', true);
  const token = await linkFor('anna');
  const looked = await site.program().post('/auth/reset-password/ways-in', { token });
  assert.equal(looked.status, 200);
  const { email_verified, removes, two_factor, passkeys, social_accounts } = looked.body;
  assert.deepEqual(
    [email_verified, removes, two_factor, passkeys[0].name, social_accounts[0].provider],
    [false, 'everything', true, 'Blue key', 'club'],
  );
  const page = await site.visitor().get(`/password-reset?token=${token}`);
  assert.match(page.text, /Blue key.*Squatter.*never verified/s);
  assert.notDeepEqual(await left('anna'), NONE, 'looking changes nothing');

  assert.equal((await site.program().post('/auth/reset-password', { token, password: NEW })).status, 204);
  assert.deepEqual(await left('anna'), NONE);
  assert.match(
    (await mailbox.next('your password was changed')).text ?? '',
    /two-factor sign-in were removed/,
  );
  site.phones.delete('anna');
  const anna = site.program();
  assert.equal((await anna.signIn('anna', NEW)).status, 200, 'no code is asked for');
  assert.equal(
    (await anna.get('/users/me')).body.email_verified,
    true,
    'whoever had the link reads the mailbox',
  );
});

test('a reset of a verified account shows other ways in, and removes them on request (row 46)', async () => {
  const verification = await settled('boris', true);
  assert.equal((await site.program().post('/auth/email/confirm', { token: verification })).status, 204);
  const token = await linkFor('boris');
  const visitor = site.visitor();
  const page = await visitor.get(`/password-reset?token=${token}`);
  assert.match(page.text, /Blue key.*name="remove_other_ways_in".*You still need a code/s);
  const body = (await site.program().post('/auth/reset-password/ways-in', { token })).body;
  assert.deepEqual([body.email_verified, body.removes], [true, 'nothing']);
  const set = (fields: Record<string, string>) =>
    visitor.submit('/forgot-password', '/password-reset', { token, password: NEW, ...fields });
  assert.equal((await set({ remove_other_ways_in: 'maybe' })).status, 400);
  assert.equal((await set({ remove_other_ways_in: 'yes' })).location, '/login?password-changed');
  await mailbox.next('your password was changed');
  assert.deepEqual(await left('boris'), { ...NONE, apps: 1, codes: 10 });

  await site.connection.query(
    `insert into passkeys (id, user_id, public_key, counter, transports, name) values ('b', $1, 'x', 0, '{}', 'New')`,
    [ids.boris],
  );
  const next = await linkFor('boris');
  assert.equal(
    (await site.program().post('/auth/reset-password', { token: next, password: `${NEW}!` })).status,
    204,
  );
  assert.deepEqual(
    await left('boris'),
    { ...NONE, passkeys: 1, apps: 1, codes: 10 },
    'who asks for nothing keeps all',
  );
});

test('an administrator keeps the second factor (row 46)', async () => {
  await settled('clara', true);
  await site.connection.query('update user_service set is_superuser = true where user_id = $1', [ids.clara]);
  const token = await linkFor('clara');
  assert.equal(
    (await site.program().post('/auth/reset-password/ways-in', { token })).body.removes,
    'ways_in',
  );
  assert.equal((await site.program().post('/auth/reset-password', { token, password: NEW })).status, 204);
  assert.deepEqual(await left('clara'), { ...NONE, apps: 1, codes: 10 });
});
