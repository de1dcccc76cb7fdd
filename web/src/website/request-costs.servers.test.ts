import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createLog } from '@lantern/service/log';
import { freshDatabase } from '../../testing/database.ts';
import { Mailbox } from '../../testing/outside/mailbox.ts';
import { ForgingProvider } from '../../testing/outside/providers/forging-provider.ts';
import { StripeServer } from '../../testing/outside/stripe-server.ts';
import { WeatherServer } from '../../testing/outside/weather-server.ts';
import { EXCEPTIONS } from '../../testing/routes/costs.ts';
import { pageTable, routeFixtures } from '../../testing/routes/fixtures.ts';
import { INPUT } from '../../testing/routes/inputs.ts';
import { LETTERS, STRANGERS } from '../../testing/routes/queries.ts';
import { serverParts, testSite } from '../../testing/website.ts';
import { relay } from '../../testing/wire/relay.ts';
import { roundTrips } from '../../testing/wire/round-trips.ts';
import { statements } from '../../testing/wire/statements.ts';
import { everyone } from '../http/session/current-user.ts';
import type { Description } from './api-description.ts';

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
const fixtureFor = routeFixtures({ site, mailbox, club });
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
    const { program, filled, input, person } = await fixtureFor(call);
    const body =
      call === 'POST /auth/refresh' ? { refresh_token: program.refreshToken } : INPUT[call] && input;
    over.push(...(await count(call, () => program.call(filled.method, filled.path, body))));
    const signIn = ({ email, password, code }: typeof person) =>
      program.post(filled.path, { email, password, code });
    if (call === 'POST /auth/login') over.push(...(await count(`${call} with a code`, () => signIn(person))));
  }
  assert.deepEqual(over, []);
});

test('every page waits for Redis once at most and runs two statements at most', async () => {
  const over: string[] = [];
  for (const [method, route, guard] of pageTable) {
    const call = `${method.toUpperCase()} ${route}`;
    const { visitor, stranger, filled, input } = await fixtureFor(call);
    const who = STRANGERS.has(call) ? stranger : visitor;
    const fields = { _csrf: await who.token(STRANGERS.has(call) ? '/login' : '/'), ...input };
    const visit = () => (method === 'get' ? who.get(filled.path) : who.post(filled.path, fields));
    over.push(...(await count(call, visit)));
    if (method === 'get' && guard === everyone && !STRANGERS.has(call))
      over.push(...(await count(`${call} by a stranger`, () => stranger.get(filled.path))));
  }
  assert.deepEqual(over, []);
});

/** @returns a line when the request cost other than it may */
async function count(call: string, request: () => Promise<{ status: number }>): Promise<string[]> {
  heard = { redis: [], sql: [] };
  const { status } = await request();
  // What is done after the answer is counted with it.
  if (LETTERS.has(call)) await mailbox.next(': set a new password');
  // What goes on after an answer, while the next one is asked for: mails are counted as they leave, and Stripe is told of an e-mail.
  const redis = heard.redis.filter((text) => !/:(letters|securityMails|confirmations)To/.test(text));
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
