import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { freshAddress } from '../../testing/address.ts';
import { StripeServer } from '../../testing/outside/stripe-server.ts';
import { people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const stripe = await new StripeServer().start();
const stripeVariables = { ...stripe, PUBLIC_URL: 'https://lantern.example' };
const site = await testSite({ stripeVariables, rateLimitFactor: 1, trustedProxies: ['loopback'] });
const sellsNothing = await testSite();
/** Levels of pino's. */
const [INFO, WARN] = [30, 40];
const stalled: Socket[] = [];
after(() => {
  for (const socket of stalled) socket.destroy();
});

/** Sends a head and the first byte of a body. */
async function stall(
  path: string,
  bytes: number,
  from: string,
  headers: string[] = [],
  at = site,
): Promise<Socket> {
  const { hostname, port } = new URL(at.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  stalled.push(socket);
  await once(socket, 'connect');
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: lantern',
    'Content-Type: application/json',
    `Content-Length: ${bytes}`,
    `X-Forwarded-For: ${from}`,
    // Node says 100 as it hands the request on: whoever has read it knows that the body has its place, or an answer.
    'Expect: 100-continue',
    ...headers,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n{`);
  return socket;
}

test('a few addresses with stalled bodies do not prevent sign-ins of others (row 47)', async () => {
  // What an account may have under way is its own, wherever it comes from: it takes several of them.
  const tokens: (string | undefined)[] = [];
  for (let n = 0; n < 7; n++) {
    const account = site.program();
    const credentials = { email: `stalls${n}@example.org`, password: people.anna.password };
    await account.post('/auth/register', credentials, { 'x-forwarded-for': freshAddress() });
    await account.signInAs(credentials);
    tokens.push(account.token);
  }
  let refused = 0;
  const refusals = new Promise<void>((done) => {
    const heard = (data: Buffer) => /^HTTP\/1\.1 503/m.test(String(data)) && ++refused === 3 && done();
    void (async () => {
      for (const token of tokens) {
        const from = freshAddress();
        for (let n = 0; n < 4; n++)
          (await stall('/kv/write', 10 * 2 ** 20, from, [`Authorization: Bearer ${token}`])).on(
            'data',
            heard,
          );
      }
    })();
  });
  // Of 256 MiB six are left, and these are filled as well.
  await refusals;
  const notices: string[] = [];
  const signed = ['Stripe-Signature: t=1,v1=0'];
  const others = [freshAddress(), freshAddress()];
  for (const from of others)
    for (let n = 0; n < 20 && !notices.at(-1)?.includes('503'); n++) {
      const [data] = await once(await stall('/webhooks/stripe', 256 * 1024, from, signed), 'data');
      notices.push(String(data));
    }
  assert.match(notices.at(-1) ?? '', /^HTTP\/1\.1 503/m);

  await site.program().post('/auth/register', people.anna, { 'x-forwarded-for': freshAddress() });
  const { email, password } = people.anna;
  const innocent = { 'x-forwarded-for': freshAddress() };
  const signedIn = await site.program().post('/auth/login', { email, password }, innocent);
  assert.equal(signedIn.status, 200);
  const told = site.log.map((line) => JSON.parse(line)).filter(({ level }) => level > INFO);
  assert.ok(told.length >= 4, 'each refusal is a line');
  for (const { level, msg, code, path, ...rest } of told) {
    assert.deepEqual([level, code, msg], [WARN, 'busy', 'too busy: a request was refused'], path);
    assert.ok(!('err' in rest), 'without a stack');
  }
});

test('strangers who stall keep nobody of their address out who has a token, and others for a short while (row 47)', async () => {
  const impatient = await testSite({ rateLimitFactor: 1, trustedProxies: ['loopback'], bodyWithin: 5000 });
  const from = freshAddress();
  const boris = impatient.program();
  await boris.register('boris');
  await boris.signIn('boris');
  const heard: Promise<unknown>[] = [];
  for (let n = 0; n < 32; n++) {
    const socket = await stall('/auth/login', 100, from, [], impatient);
    // That the body may come, and then that it did not.
    await once(socket, 'data');
    heard.push(once(socket, 'data').then(([data]) => String(data)));
  }
  const here = { 'x-forwarded-for': from };
  const { email, password } = people.boris;
  const signIn = () => impatient.program().post('/auth/login', { email, password }, here);
  assert.equal((await signIn()).status, 429);
  assert.equal((await boris.post('/kv/write', { data: { lamp: 'lit' } }, here)).status, 200);
  for (const answer of await Promise.all(heard)) assert.match(String(answer), /^HTTP\/1\.1 408 /);
  assert.equal((await signIn()).status, 200);
});

test('a webhook is not read without a signature, or where no membership is sold (row 47)', async () => {
  const answer = async (headers: string[], at: typeof site) => {
    const socket = await stall('/webhooks/stripe', 256 * 1024, freshAddress(), headers, at);
    let text = '';
    // The first that is heard of a body that is to be read is that it may come.
    for await (const data of socket) {
      text += data;
      if (text.includes('"code"')) break;
    }
    return text;
  };
  const unsold = await answer(['Stripe-Signature: t=1,v1=0'], sellsNothing);
  assert.match(unsold, /HTTP\/1\.1 503 [\s\S]*membership_not_configured/);
  const unsigned = await answer([], site);
  assert.match(unsigned, /HTTP\/1\.1 400 [\s\S]*webhook_signature_invalid/);
});

test('a client that disconnects in the middle of a body causes no error', async () => {
  const socket = await stall('/auth/login', 1000, freshAddress());
  await once(socket, 'data');
  const failures = () => site.log.filter((line) => line.includes('"unavailable"')).length;
  const [before, lines] = [failures(), site.log.length];
  socket.destroy();
  while (site.log.length === lines) await new Promise(setImmediate);
  assert.equal(failures(), before);
});

test('OPTIONS of no path is answered, and is no failure', async () => {
  const { hostname, port } = new URL(site.url);
  const socket = connect(Number(port), hostname);
  stalled.push(socket);
  socket.write('OPTIONS * HTTP/1.1\r\nHost: lantern\r\n\r\n');
  const [answer] = await once(socket, 'data');
  assert.match(String(answer), /^HTTP\/1\.1 404 /);
});
