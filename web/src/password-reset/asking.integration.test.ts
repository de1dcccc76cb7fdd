import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { createLog } from '@lantern/service/log';
import fc from 'fast-check';
import { freshAddress } from '../../testing/address.ts';
import { Mailbox } from '../../testing/outside/mailbox.ts';
import { people } from '../../testing/people/people.ts';
import { openParts, testSite } from '../../testing/website.ts';

const mailbox = new Mailbox();
const mailing = { smtpUrl: await mailbox.start(), publicUrl: 'http://lantern.test' };
const site = await testSite({ ...mailing, rateLimitFactor: 100_000 });
const strict = await testSite({ ...mailing, rateLimitFactor: 1, trustedProxies: ['loopback'] });
const { anna } = people;
await site.program().register('anna');

const from = (ip: string) => strict.visitor({ 'x-forwarded-for': ip });
const ask = (email: string, ip = freshAddress()) =>
  from(ip).submit('/forgot-password', '/forgot-password', { email });

test('a reset request for a known and an unknown account gets the same answer (row 5)', async () => {
  const answer = async (email: string) => {
    const page = await site.visitor().submit('/forgot-password', '/forgot-password', { email });
    const call = await site.program().post('/auth/forgot-password', { email });
    const { date, 'set-cookie': _cookie, 'x-request-id': _id, ...headers } = Object.fromEntries(page.headers);
    const policy = headers['content-security-policy']?.replace(/nonce-[^']+/g, '');
    return [
      page.status,
      page.text,
      { ...headers, 'content-security-policy': policy },
      call.status,
      call.body,
    ];
  };
  const known = await answer(anna.email);
  assert.equal(known[0], 303);
  for (const email of ['nobody@example.org', 'nobody', 'no\0body@example.org'])
    assert.deepEqual(await answer(email), known, email);
});

test('the answer to a reset request does not wait for the database, so its time shows nothing (row 5)', async () => {
  const own = await openParts(createLog('test', 'silent'));
  after(() => Promise.all([own.cluster.close(), own.sharedState.close()]));
  const away = await testSite({ ...mailing, parts: own });
  await away.program().register('anna');
  await own.connection.close();
  for (const email of [anna.email, 'nobody@example.org'])
    assert.equal((await away.program().post('/auth/forgot-password', { email })).status, 204);
  await away.stop();
  assert.equal(away.log.filter((line) => line.includes('a mail could not be written')).length, 2);
});

test('bursts of reset requests for one account or from one address are 429 (row 7)', async () => {
  // Limits live on in Redis, from one run of the tests to the next.
  const name = `dora${randomBytes(4).toString('hex')}@example.org`;
  const ofAccount: number[] = [];
  for (let n = 0; n < 7; n++) ofAccount.push((await ask(n % 2 ? name : name.toUpperCase())).status);
  assert.deepEqual(ofAccount, [...Array(5).fill(303), 429, 429]);
  const refused = await ask(name);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.match(refused.text, /Too many attempts/);

  const ip = freshAddress();
  const waits: number[] = [];
  for (let n = 0; n < 22; n++) {
    const { headers } = await ask(`somebody${n}@example.org`, ip);
    waits.push(Number(headers.get('retry-after') ?? 0));
  }
  // Besides, only eight are looked up at once: that is over in a second.
  assert.deepEqual(
    waits.map((seconds) => seconds > 1),
    [...Array(20).fill(false), true, true],
  );
});

test('guessing links from one address is 429 (row 7)', async () => {
  const headers = { 'x-forwarded-for': freshAddress() };
  const guess = async (n: number) => {
    const body = { token: `guess-${n}`, password: 'Four kettles & 1 cup' };
    return strict.program().post('/auth/reset-password', body, headers);
  };
  for (let n = 0; n < 30; n++) assert.equal((await guess(n)).status, 400);
  const refused = await guess(30);
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
});

test('for any input as e-mail, only its owner gets mail, and no error occurs', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc
      .tuple(fc.constantFrom('\r\n', '\n', '\0', ',', ';', ' '), fc.emailAddress())
      .map(([separator, other]) => `${anna.email}${separator}Bcc: ${other}`),
    fc.constantFrom(`"${anna.email}" <eve@example.org>`, `${anna.email}\r\n.\r\n`, `<${anna.email}>`),
  );
  await fc.assert(
    fc.asyncProperty(text, async (email) => {
      const { status } = await site.program().post('/auth/forgot-password', { email });
      assert.ok(status === 204 || status === 400, `${status}`);
    }),
    { numRuns: 200 },
  );
  // Only then has everything that was asked for arrived.
  await site.stop();
  const receivers = mailbox.mails.flatMap(({ to, cc = [], bcc = [] }) => [...(to ?? []), ...cc, ...bcc]);
  assert.deepEqual([...new Set(receivers.map((each) => each.address))], [anna.email]);
  assert.ok(site.log.every((line) => !line.includes('"status":500')));
});

test('a mailbox gets eight links an hour, by whatever name and from wherever they are asked for, and who asks is not told (row 49)', async () => {
  const [email, login] = ['often.asked@example.org', 'oftenasked'];
  const body = { email, login, password: anna.password };
  assert.equal((await strict.program().post('/auth/register', body)).status, 201);
  const leftOut = () => strict.log.filter((line) => line.includes('this mailbox has got too many')).length;
  // Besides them comes the link of the sign-up, sooner or later.
  const isReset = (text = '') => text.includes('/password-reset?');
  const arrived = () =>
    mailbox.mails.filter(({ to, text }) => isReset(text) && to?.some((each) => each.address === email))
      .length;
  let asked = 0;
  for (const name of [email, login])
    for (let n = 1; n <= 5; n++) {
      assert.equal((await ask(name)).status, 303);
      asked++;
      // Only two may be on their way.
      while (arrived() + leftOut() < asked) await new Promise(setImmediate);
    }
  assert.deepEqual([arrived(), leftOut()], [8, 2]);
});

test('repeated sign-ups with addresses of a mailbox do not suppress its owner’s notices (row 49)', async () => {
  const account = { email: 'seldom.told@example.org', password: anna.password };
  const signUp = (email: string) =>
    strict.program().post('/auth/register', { ...account, email }, { 'x-forwarded-for': freshAddress() });
  const leftOut = () => strict.log.filter((line) => line.includes('this mailbox has got too many')).length;
  const arrived = () =>
    mailbox.mails.filter(({ to }) => to?.some((each) => each.address?.startsWith('seldom.told')));
  const earlier = leftOut();
  const done = () => arrived().length + leftOut() - earlier;
  assert.equal((await signUp(account.email)).status, 201);
  for (let n = 1; n <= 31; n++) assert.equal((await signUp(`seldom.told+${n}@example.org`)).status, 201);
  while (done() < 32) await new Promise(setImmediate);

  const owner = strict.program();
  await owner.signInAs(account);
  const change = { login: 'seldomtold', current_password: account.password };
  assert.equal((await owner.call('PATCH', '/users/me', change)).status, 204);
  while (done() < 33) await new Promise(setImmediate);
  assert.equal(arrived().at(-1)?.to?.[0]?.address, account.email);
  assert.equal(arrived().length, 21, 'twenty links and the notice');
});
