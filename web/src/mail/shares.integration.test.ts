import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { freshAddress } from '../../testing/address.ts';
import { Mailbox } from '../../testing/outside/mailbox.ts';
import type { Program } from '../../testing/people/program.ts';
import { testSite } from '../../testing/website.ts';

const mailbox = new Mailbox();
const site = await testSite({
  smtpUrl: await mailbox.start(),
  publicUrl: 'http://lantern.test',
  rateLimitFactor: 1,
  trustedProxies: ['loopback'],
});
const password = 'Ромашка 7 на окне';
const emailOf = (n: number) => `person${n}@example.org`;
const arrived = async (count: number) => {
  while (mailbox.mails.length < count) await new Promise(setImmediate);
};
const crowd: Program[] = [];
for (let n = 0; n < 11; n++) {
  const from = { 'x-forwarded-for': freshAddress() };
  const program = site.program();
  assert.equal((await program.post('/auth/register', { email: emailOf(n), password }, from)).status, 201);
  program.token = (await program.post('/auth/login', { email: emailOf(n), password }, from)).body.token;
  crowd.push(program);
}
await arrived(crowd.length);

/** Holds every mail back until it is called. */
function heldBack(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  mailbox.gate = () => promise;
  return resolve;
}
afterEach(() => {
  mailbox.gate = async () => {};
});

const verify = async (n: number, from: string) =>
  (await (crowd[n] as Program).post('/users/me/email/verification', undefined, { 'x-forwarded-for': from }))
    .status;
const forget = async (email: string, from = freshAddress()) =>
  (await site.program().post('/auth/forgot-password', { email }, { 'x-forwarded-for': from })).status;
const leftOut = () => site.log.filter((line) => line.includes('are not sent yet')).length;

test('two letters of one account wait for the mail server, its third is 429, and the others’ go (row 48)', async () => {
  const before = mailbox.mails.length;
  const send = heldBack();
  for (const expected of [204, 204, 429]) assert.equal(await verify(0, freshAddress()), expected);
  assert.equal(await verify(1, freshAddress()), 204);
  send();
  await arrived(before + 3);
  while ((await verify(0, freshAddress())) !== 204) await new Promise(setImmediate);
  await arrived(before + 4);
});

test('eight letters of one address wait for the mail server, its ninth is 429, and other addresses’ go (row 48)', async () => {
  const before = mailbox.mails.length;
  const send = heldBack();
  const from = freshAddress();
  for (let n = 0; n < 8; n++) assert.equal(await verify(n, from), 204);
  assert.equal(await verify(8, from), 429);
  assert.equal(await verify(9, freshAddress()), 204);
  send();
  await arrived(before + 9);
});

test('repeated requests for another account’s links take at most two places, show nothing, and do not block its owner (row 48)', async () => {
  const before = mailbox.mails.length;
  const send = heldBack();
  const [anna, boris] = [emailOf(10), emailOf(9)];
  for (let n = 0; n < 4; n++) assert.equal(await forget(anna), 204);
  while (leftOut() < 2) await new Promise(setImmediate);
  assert.equal(await forget(boris), 204);
  assert.equal(await verify(10, freshAddress()), 204);
  const changed = await (crowd[10] as Program).call(
    'PUT',
    '/users/me/password',
    { current_password: password, new_password: 'Four kettles & 1 cup' },
    { 'x-forwarded-for': freshAddress() },
  );
  assert.ok(changed.status < 300, `${changed.status}`);
  send();
  await arrived(before + 5);
  const readers = mailbox.mails.slice(before).map(({ to }) => to?.[0]?.address);
  assert.equal(
    readers.filter((address) => address === anna).length,
    4,
    'two links, one to verify, one security mail',
  );
  assert.equal(readers.filter((address) => address === boris).length, 1);
  assert.equal(leftOut(), 2);
});

test('at most eight names of one address are looked up at once, known or not, and other addresses continue (row 48)', async () => {
  const from = freshAddress();
  const asked = Array.from({ length: 20 }, (_, n) => forget(`nobody${n}@example.org`, from));
  const statuses = await Promise.all(asked);
  assert.ok(statuses.includes(429));
  assert.ok(statuses.filter((status) => status === 204).length >= 8);
  assert.equal(await forget(emailOf(3)), 204);
});
