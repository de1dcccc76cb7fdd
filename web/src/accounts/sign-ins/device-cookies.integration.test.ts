import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshAddress } from '../../../testing/address.ts';
import { people } from '../../../testing/people/people.ts';
import { member, type Visitor } from '../../../testing/people/visitor.ts';
import { testSite } from '../../../testing/website.ts';

const site = await testSite({ rateLimitFactor: 1, trustedProxies: ['loopback'] });
const { anna, boris, clara } = people;
const from = (ip = freshAddress()) => site.visitor({ 'x-forwarded-for': ip });
const signIn = async (visitor: Visitor, { email, password }: { email: string; password: string }) =>
  (await visitor.submit('/login', '/login', { email, password })).status;

/** Ten strangers' guesses under every name of the account. */
async function lock({ email, login }: { email: string; login: string }) {
  for (const name of [email, login])
    for (let guess = 1; guess <= 10; guess++)
      await signIn(from(), { email: name, password: `Wrong guess № ${guess}` });
}

test('an account signs in from a known browser although strangers have locked it (row 50)', async () => {
  const home = await member(from(), 'anna');
  await home.submit('/', '/logout');
  await lock(anna);
  assert.equal(await signIn(from(), anna), 429);
  assert.equal(await signIn(home, anna), 303);
  assert.equal(await signIn(from(), anna), 429, 'which gives strangers no more guesses');
  const cookie = home.cookies.get('device') ?? '';

  const thief = from();
  thief.cookies.set('device', cookie);
  const statuses: number[] = [];
  for (let guess = 1; guess <= 11; guess++)
    statuses.push(await signIn(thief, { email: anna.email, password: `Wrong guess № ${guess}` }));
  assert.deepEqual(statuses, [...Array(10).fill(401), 429], 'a stolen one has ten guesses');
  const copy = from();
  copy.cookies.set('device', cookie);
  assert.equal(await signIn(copy, anna), 429, 'and no more elsewhere');

  for (const bent of [
    cookie.slice(0, -1),
    `x${cookie}`,
    cookie.replace(/\.\d+\./, '.7.'),
    '~~~~~~~',
    '%00',
  ]) {
    const forger = from();
    forger.cookies.set('device', bent);
    assert.equal(await signIn(forger, anna), 429, bent);
  }
});

test('another account’s device cookie has no effect, and a new password voids device cookies (row 50)', async () => {
  const borisHome = await member(from(), 'boris');
  const claraHome = await member(from(), 'clara');
  const cookie = borisHome.cookies.get('device') ?? '';
  await claraHome.submit('/', '/logout');
  await lock(boris);
  assert.equal(await signIn(claraHome, boris), 429);

  const password = 'Seven lamps & 1 quay';
  const change = { current_password: boris.password, new_password: password };
  const page = await borisHome.submit('/settings/password', '/settings/password', change);
  assert.equal(page.status, 303);
  const old = from();
  old.cookies.set('device', cookie);
  assert.equal(await signIn(old, { ...boris, password }), 429);
  await borisHome.submit('/', '/logout');
  assert.equal(await signIn(borisHome, { ...boris, password }), 303, 'this browser has a new one');
  assert.equal(await signIn(claraHome, clara), 303);
});
