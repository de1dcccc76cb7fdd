import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { createLog } from '@lantern/service/log';
import { freshDatabase } from '../../testing/database.ts';
import { Mailbox, tokenIn } from '../../testing/outside/mailbox.ts';
import { ForgingProvider } from '../../testing/outside/providers/forging-provider.ts';
import { goToProvider, linkAll } from '../../testing/outside/providers/journey.ts';
import { StripeServer } from '../../testing/outside/stripe-server.ts';
import { WeatherServer } from '../../testing/outside/weather-server.ts';
import { Authenticator } from '../../testing/people/authenticator.ts';
import { passkeyFor } from '../../testing/people/passkeys.ts';
import { Program } from '../../testing/people/program.ts';
import { Visitor } from '../../testing/people/visitor.ts';
import { EXCEPTIONS } from '../../testing/routes/costs.ts';
import { INPUT } from '../../testing/routes/inputs.ts';
import { LETTERS, MEMBERS, QUERY, STRANGERS } from '../../testing/routes/queries.ts';
import { serverParts, testSite } from '../../testing/website.ts';
import { relay } from '../../testing/wire/relay.ts';
import { roundTrips } from '../../testing/wire/round-trips.ts';
import { statements } from '../../testing/wire/statements.ts';
import { everyone } from '../http/session/current-user.ts';
import type { Description } from './api-description.ts';
import type { Features } from './features.ts';
import { pageRoutes } from './page-routes.ts';

/** Calls that take a room token. */
const FOR_ROOMS = ['POST /commands', 'GET /auth/room-token'];
/** What a request may cost: how often it waits for Redis, and how many statements it has Postgres run, BEGIN and COMMIT too. */
const BUDGET = { redis: 1, sql: 2 };

const { TEST_DATABASE_URL = '', TEST_REDIS_URL = '' } = process.env;
let heard: { redis: string[]; sql: string[] } = { redis: [], sql: [] };
const database = await relay(await freshDatabase(TEST_DATABASE_URL), () =>
  statements((text) => heard.sql.push(text)),
);
const redis = await relay(TEST_REDIS_URL, () => roundTrips((commands) => heard.redis.push(commands)));
const parts = await serverParts(createLog('test', 'silent'), database.url, redis.url);
const [mailbox, provider] = [new Mailbox(), new WeatherServer()];
const club = await new ForgingProvider().start();
const site = await testSite({
  parts,
  smtpUrl: await mailbox.start(),
  weatherVariables: await provider.start(),
  publicUrl: 'https://lantern.test',
  providers: [club.settings('club')],
  stripeVariables: { ...(await new StripeServer().start()), PUBLIC_URL: 'https://lantern.test' },
});
after(async () => {
  await mailbox.stop();
  await club.stop();
  await provider.stop();
  await parts.close();
  database.close();
  redis.close();
});
// Opens every connection of the pool, so that none begins within a count.
await Promise.all(Array.from({ length: 20 }, () => parts.connection.query('select pg_sleep(0.1)')));

test('every call of the API waits for Redis once at most and runs two statements at most', async () => {
  const { paths } = (await (await fetch(`${site.url}/openapi.json`)).json()) as Description;
  const calls = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  const over: string[] = [];
  for (const call of calls) {
    const { program, filled, input } = await somebody(call);
    const body =
      call === 'POST /auth/refresh' ? { refresh_token: program.refreshToken } : INPUT[call] && input;
    over.push(...(await count(call, () => program.call(filled.method, filled.path, body))));
  }
  assert.deepEqual(over, []);
});

test('every page waits for Redis once at most and runs two statements at most', async () => {
  const over: string[] = [];
  for (const [method, route, guard] of pageRoutes(anything, anything)) {
    const call = `${method.toUpperCase()} ${route}`;
    const { visitor, stranger, filled, input } = await somebody(call);
    const who = STRANGERS.has(call) ? stranger : visitor;
    const fields = { _csrf: await who.token(STRANGERS.has(call) ? '/login' : '/'), ...input };
    const visit = () => (method === 'get' ? who.get(filled.path) : who.post(filled.path, fields));
    over.push(...(await count(call, visit)));
    if (method === 'get' && guard === everyone && !STRANGERS.has(call))
      over.push(...(await count(`${call} by a stranger`, () => stranger.get(filled.path))));
  }
  assert.deepEqual(over, []);
});

/** A superuser with a room, a role and somebody to act on, all new: what one request ends the next one has again. */
async function somebody(call: string) {
  const name = () => randomBytes(6).toString('hex');
  const password = `Ромашка 7 ${name()}`;
  const register = async () => {
    const email = `${name()}@example.org`;
    const reply = await new Program(site.url).post('/auth/register', { email, password });
    await new Program(site.url).post('/auth/login', { email, password });
    return { email, id: String(reply.body.id) };
  };
  const [{ email, id }, other] = [await register(), await register()];
  await parts.connection.query('update user_service set is_superuser = true where user_id = $1', [id]);
  const program = new Program(site.url);
  await program.signInAs({ email, password });
  const phone = await program.enrol(site.clock);
  const room = await program.post('/rooms', { name: name() });
  const pass = await program.post(`/rooms/${room.body.id}/token`);
  await program.post('/kv/write', { data: { kept: 1 } });
  const role = await program.post('/roles', { name: name(), permissions: [] });
  const link = await program.post(`/users/${other.id}/password-reset`);
  const reset = new URL(link.body.url).searchParams.get('token') ?? '';
  const [visitor, elsewhere] = [new Visitor(site.url), new Visitor(site.url)];
  for (const browser of [visitor, elsewhere]) {
    await browser.submit('/login', '/login', { email, password });
    await browser.submit('/login/code', '/login/code', { code: phone.next() });
  }
  const stranger = new Visitor(site.url);
  if (call === 'POST /login/code') await stranger.submit('/login', '/login', { email, password });
  await linkAll(parts, club.issuer, [id, other.id]);
  club.person = { sub: call.endsWith('/callback') ? other.id : name() };
  const back = await goToProvider(stranger, '/oauth/club');
  if (call.endsWith('/signup/provider')) await stranger.get(back);
  const { body: unfinished } = await new Program(site.url).post('/auth/login', { email, password });
  const { body: setup } = await program.post('/users/me/two-factor', {
    current_password: password,
    code: phone.next(),
  });

  const { id: passkey, credential } = await passkeyFor(call, { visitor, stranger, password });
  const mailed = await emailLinkFor(call, program, password);
  if (call.endsWith('/portal')) await program.post('/membership/checkout');
  // Of a browser; this program's own stands first.
  const sessions = await program.get('/users/me/sessions');
  const session = sessions.body.items[1].id;
  const ids: Record<string, string> = {
    room: room.body.id,
    role: role.body.id,
    user: other.id,
    session,
    reset,
    link: mailed,
    passkey,
    provider: 'club',
  };
  const [method = '', path = ''] = call.split(' ');
  const fill = (text: string) => text.replace(/:(\w+)/g, (_, name) => ids[name] ?? '');
  const there = call === 'GET /oauth/:provider/callback' ? back : fill(path + (QUERY[call] ?? ''));
  const filled = { method, path: there };
  if (MEMBERS.has(call))
    await parts.connection.query('update user_service set is_superuser = false where user_id = $1', [id]);
  if (FOR_ROOMS.includes(call)) program.token = pass.body.token;
  const code = phone.next();
  const input = INPUT[call]?.({
    name: name(),
    password,
    email,
    member: other.email,
    role: role.body.id,
    reset,
    link: mailed,
    pending: unfinished.pending_token,
    code,
    newCode: new Authenticator(setup.secret, site.clock).code(),
    credential,
  });
  return { program, visitor, stranger, filled, input };
}

/** The token of a link that is mailed about an address, for what takes one. */
async function emailLinkFor(call: string, program: Program, password: string): Promise<string> {
  if (!/\/email\/(confirm|undo)$/.test(call)) return '';
  const email = `${randomBytes(6).toString('hex')}@example.org`;
  await program.call('PATCH', '/users/me', { email, current_password: password });
  const token = tokenIn(await mailbox.next('your new e-mail'));
  if (call.endsWith('/confirm')) return token;
  await new Program(site.url).post('/auth/email/confirm', { token });
  return tokenIn(await mailbox.next('your e-mail was changed'));
}

/** @returns a line when the request cost other than it may */
async function count(call: string, request: () => Promise<{ status: number }>): Promise<string[]> {
  heard = { redis: [], sql: [] };
  const { status } = await request();
  // What is done after the answer is counted with it.
  if (LETTERS.has(call)) await mailbox.next(': set a new password');
  // What goes on after an answer, while the next one is asked for: mails are counted as they leave, and Stripe is told of an e-mail.
  const redis = heard.redis.filter((text) => !/:(letters|notices|confirmations)To/.test(text));
  // What goes on by the clock: the look for new keys.
  const sql = heard.sql.filter(
    (text) =>
      !text.includes('from "signing_keys"') && !text.includes('"memberships"."customer_email", "users"'),
  );
  assert.ok(status < 400, `${call} → ${status}: say in INPUT what it takes`);
  const exception = EXCEPTIONS[call];
  const { redis: mostRedis, sql: mostSql } = exception ?? BUDGET;
  const isWithin = redis.length <= mostRedis && sql.length <= mostSql;
  if (isWithin) return [];
  const commands = redis.map((text) =>
    text
      .replace(/[*$]\d+\r\n/g, '')
      .replaceAll('\r\n', ' ')
      .slice(0, 80),
  );
  return [[`${call}: Redis ${redis.length}, SQL ${sql.length}`, ...commands, ...sql].join('\n  ')];
}

/** Stands for the features while the table of routes is made: it looks them up, and calls none. */
const anything: Features & Description = new Proxy(() => {}, { get: () => anything }) as never;
