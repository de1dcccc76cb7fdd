import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { freshDatabase } from '../../../testing/database.ts';
import { Mailbox, tokenIn } from '../../../testing/outside/mailbox.ts';
import { ForgingProvider } from '../../../testing/outside/providers/forging-provider.ts';
import { goToProvider, linkAll } from '../../../testing/outside/providers/journey.ts';
import { addPasskey, optionsToSign } from '../../../testing/people/passkeys.ts';
import { type PersonName, people } from '../../../testing/people/people.ts';
import { SecurityKey } from '../../../testing/people/security-key.ts';
import { member, type Visitor } from '../../../testing/people/visitor.ts';
import { races } from '../../../testing/races.ts';
import { testSite } from '../../../testing/website.ts';

// Whoever takes their house back finds the door moving: what was under way when a way in was taken away must not arrive.

const ORIGIN = 'https://lantern.test';
const { TEST_DATABASE_URL = '' } = process.env;
const databaseUrl = await freshDatabase(TEST_DATABASE_URL);
const mailbox = new Mailbox();
const club = await new ForgingProvider().start();
after(club.stop);
const site = await testSite({
  databaseUrl,
  publicUrl: ORIGIN,
  smtpUrl: await mailbox.start(),
  providers: [club.settings('club')],
});
const { race, overtake } = races(databaseUrl);

const NEW = 'Nine 9 boats & a pier';
const isIn = async (visitor: Visitor) => /My rooms/.test((await visitor.get('/')).text);
/** What every change of how somebody gets in needs, and every sign-in. */
const accountOf = (name: PersonName) =>
  `select 1 from user_service join users on id = user_id where email = '${people[name].email}' for update of user_service`;

/** Has a link mailed to somebody. @returns the request that sets a new password with it, which takes the other ways in away */
async function takingBack(name: PersonName) {
  await site.program().post('/auth/forgot-password', { email: people[name].email });
  const token = tokenIn(await mailbox.next(': set a new password'));
  return () =>
    site.program().post('/auth/reset-password', { token, password: NEW, remove_other_ways_in: true });
}

test('a passkey sign-in fails if a reset removes the passkey meanwhile (row 46)', async () => {
  const key = new SecurityKey(ORIGIN);
  await addPasskey(await member(site.visitor(), 'anna'), people.anna.password, key);
  const reset = await takingBack('anna');
  const thief = site.visitor();
  const credential = JSON.stringify(key.get(await optionsToSign(thief)));
  const _csrf = await thief.token('/login');
  const signIn = () => thief.post('/login/passkey', { _csrf, credential });
  assert.deepEqual(await overtake(accountOf('anna'), signIn, reset), [401, 204]);
  assert.equal(await isIn(thief), false);
});

test('a social sign-in fails if a reset unlinks the account meanwhile (row 46)', async () => {
  const { id } = (await site.program().register('boris')).body;
  await linkAll(site.parts, club.issuer, [id]);
  club.person = { sub: id };
  const reset = await takingBack('boris');
  const thief = site.visitor();
  const back = await goToProvider(thief, '/oauth/club');
  assert.deepEqual(await overtake(accountOf('boris'), () => thief.get(back), reset), [401, 204]);
  assert.equal(await isIn(thief), false);
});

test('a sign-in with the old password fails if a new one is set meanwhile (rows 12, 54)', async () => {
  await site.program().register('clara');
  const reset = await takingBack('clara');
  const { email, password } = people.clara;
  const thief = site.program();
  const signIn = () => thief.signInAs({ email, password });
  assert.deepEqual(await race(accountOf('clara'), reset, signIn), [204, 401]);
  assert.equal(thief.token, '');
});
