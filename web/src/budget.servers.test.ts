import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { createLog } from '@lantern/service/log';
import { freshDatabase } from '../testing/database.ts';
import { Mailbox } from '../testing/mailbox.ts';
import { Program } from '../testing/program.ts';
import { Visitor } from '../testing/visitor.ts';
import { serverParts, testSite } from '../testing/website.ts';
import { relay } from '../testing/wire/relay.ts';
import { roundTrips } from '../testing/wire/round-trips.ts';
import { statements } from '../testing/wire/statements.ts';
import type { Description } from './api-description.ts';
import { everyone } from './http/person.ts';
import { type Features, pageRoutes } from './routes.ts';

/** What a request may cost: how often it waits for Redis, and how many statements it has Postgres run, BEGIN and COMMIT too. */
const BUDGET = { redis: 1, sql: 2 };

/** What costs more, and exactly how much. */
const EXCEPTIONS: Record<string, { redis: number; sql: number }> = {
  // Two limits, and the forgiving; the person, the history, the family of refresh tokens.
  'POST /auth/login': { redis: 3, sql: 3 },
  // Asked whether it is revoked, then revoked. A family is deleted until nothing of it is left.
  'POST /auth/logout': { redis: 2, sql: 3 },
  // What is told to chat is a round trip.
  'POST /auth/logout-everywhere': { redis: 2, sql: 3 },
  'DELETE /rooms/:room': { redis: 2, sql: 2 },
  // A limit, its forgiving, and chat is told; the old password, the new one, the family that goes on.
  'PUT /users/me/password': { redis: 4, sql: 4 },
  // The session is read before it is known who counts.
  'POST /chat': { redis: 2, sql: 2 },
  'POST /chat/:room/delete': { redis: 2, sql: 2 },
  'POST /logout': { redis: 2, sql: 2 },
  'POST /locale': { redis: 2, sql: 2 },
  // Limits, and a new session: the old one deleted, the new one written before the redirect and by express-session after it.
  'POST /signup': { redis: 5, sql: 2 },
  'POST /login': { redis: 7, sql: 2 },
  'POST /settings/password': { redis: 7, sql: 4 },
  // A limit and its forgiving, each room and the sockets; the password, and in turn: BEGIN, a lock, whether it is a
  // superuser's and whether there is another, the account locked, its rooms, itself, COMMIT.
  'DELETE /users/me': { redis: 5, sql: 10 },
  'POST /settings/delete': { redis: 6, sql: 10 },
  // Whose sessions are open is asked once it is known which; what is ended is found first, and chat is told.
  'GET /users/me/sessions': { redis: 2, sql: 2 },
  'DELETE /users/me/sessions/:session': { redis: 4, sql: 3 },
  // The open ones, and the history below them.
  'GET /settings/sessions': { redis: 2, sql: 3 },
  'POST /settings/sessions/:session/end': { redis: 4, sql: 3 },
  'POST /settings/sessions/end-others': { redis: 5, sql: 4 },
  // Rights are changed one at a time: BEGIN, a lock, what the actor may and what is to change, the change, COMMIT.
  'POST /roles': { redis: 1, sql: 6 },
  'PATCH /roles/:role': { redis: 1, sql: 7 },
  'DELETE /roles/:role': { redis: 1, sql: 7 },
  'PUT /users/:user/roles/:role': { redis: 1, sql: 8 },
  'DELETE /users/:user/roles/:role': { redis: 1, sql: 8 },
  'PUT /users/:user/disabled': { redis: 2, sql: 7 },
  'DELETE /users/:user/disabled': { redis: 1, sql: 7 },
  'POST /users/:user/sign-out': { redis: 2, sql: 7 },
  'POST /admin/roles': { redis: 1, sql: 6 },
  'POST /admin/roles/:role': { redis: 1, sql: 7 },
  'POST /admin/roles/:role/delete': { redis: 1, sql: 7 },
  'POST /admin/people/:user/roles': { redis: 1, sql: 8 },
  'POST /admin/people/:user/roles/:role/delete': { redis: 1, sql: 8 },
  'POST /admin/people/:user/disable': { redis: 2, sql: 7 },
  'POST /admin/people/:user/enable': { redis: 1, sql: 7 },
  'POST /admin/people/:user/sign-out': { redis: 2, sql: 7 },
  'POST /admin/rooms/:room/delete': { redis: 2, sql: 2 },
  // Two limits, of the address and of the account; whose it is and a link of theirs, made after the answer.
  'POST /auth/forgot-password': { redis: 2, sql: 6 },
  'POST /auth/reset-password': { redis: 2, sql: 5 },
  'POST /users/:user/password-reset': { redis: 1, sql: 7 },
  'POST /forgot-password': { redis: 3, sql: 6 },
  // Who is signed in looks at it; the link, and whose it is.
  'GET /password-reset': { redis: 1, sql: 3 },
  'POST /password-reset': { redis: 3, sql: 5 },
  'POST /admin/people/:user/reset-link': { redis: 1, sql: 7 },
  // The account, its sign-ins, and every role, which is offered or held.
  'GET /admin/people/:user': { redis: 1, sql: 4 },
};

/** What is sent where something has to be. `name` is new each time, `password` the person's own. */
const INPUT: Record<
  string,
  (given: { name: string; password: string; email: string; role: string; reset: string }) => object
> = {
  'POST /auth/register': ({ name, password }) => ({ email: `${name}@example.org`, password }),
  'POST /auth/login': ({ email, password }) => ({ email, password }),
  'POST /auth/forgot-password': ({ email }) => ({ email }),
  'POST /auth/reset-password': ({ reset, password }) => ({ token: reset, password }),
  'POST /forgot-password': ({ email }) => ({ email }),
  'POST /password-reset': ({ reset, password }) => ({ token: reset, password }),
  'PATCH /users/me': () => ({ first_name: 'Анна' }),
  'PUT /users/me/password': ({ password }) => ({ current_password: password, new_password: `${password}!` }),
  'DELETE /users/me': ({ password }) => ({ current_password: password }),
  'POST /settings/delete': ({ password }) => ({ current_password: password, understood: 'yes' }),
  'POST /roles': ({ name }) => ({ name, permissions: [] }),
  'PATCH /roles/:role': ({ name }) => ({ name, permissions: ['people.view'] }),
  'POST /rooms': ({ name }) => ({ name }),
  'POST /signup': ({ name, password }) => ({ email: `${name}@example.org`, password }),
  'POST /login': ({ email, password }) => ({ email, password }),
  'POST /locale': () => ({ locale: 'en' }),
  'POST /settings': ({ email }) => ({ email, login: '', first_name: 'Анна', last_name: '', locale: '' }),
  'POST /settings/password': ({ password }) => ({ current_password: password, new_password: `${password}!` }),
  'POST /chat': ({ name }) => ({ name }),
  'POST /admin/roles': ({ name }) => ({ name, permissions: 'people.view' }),
  'POST /admin/roles/:role': ({ name }) => ({ name, permissions: 'people.view' }),
  'POST /admin/people/:user/roles': ({ role }) => ({ role }),
};
const QUERY: Record<string, string> = {
  'GET /rooms': '?q=harbour',
  'GET /search': '?q=harbour',
  'GET /password-reset': '?token=:reset',
};
/** Answered before the letter is written that they ask for. */
const LETTERS = new Set(['POST /auth/forgot-password', 'POST /forgot-password']);
/** Sent by who is not signed in. */
const STRANGERS = new Set(['POST /signup', 'POST /login', 'POST /forgot-password', 'POST /password-reset']);

const { TEST_DATABASE_URL = '', TEST_REDIS_URL = '' } = process.env;
let heard: { redis: string[]; sql: string[] } = { redis: [], sql: [] };
const database = await relay(await freshDatabase(TEST_DATABASE_URL), () =>
  statements((text) => heard.sql.push(text)),
);
const redis = await relay(TEST_REDIS_URL, () => roundTrips((commands) => heard.redis.push(commands)));
const parts = await serverParts(createLog('test', 'silent'), database.url, redis.url);
const mailbox = new Mailbox();
const site = await testSite({ parts, smtpUrl: await mailbox.start(), publicUrl: 'http://lantern.test' });
after(async () => {
  await mailbox.stop();
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
  for (const [method, route, guard] of pageRoutes(anything)) {
    const call = `${method.toUpperCase()} ${route}`;
    const { visitor, stranger, filled, input } = await somebody(call);
    const who = STRANGERS.has(call) ? stranger : visitor;
    const fields = { _csrf: await who.token(STRANGERS.has(call) ? '/login' : '/'), ...input };
    const visit = () => (method === 'get' ? who.get(filled.path) : who.post(filled.path, fields));
    over.push(...(await count(call, visit)));
    if (method === 'get' && guard === everyone)
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
  const pair = await program.post('/auth/login', { email, password });
  Object.assign(program, { token: pair.body.token, refreshToken: pair.body.refresh_token });
  const room = await program.post('/rooms', { name: name() });
  const role = await program.post('/roles', { name: name(), permissions: [] });
  const link = await program.post(`/users/${other.id}/password-reset`);
  const reset = new URL(link.body.url).searchParams.get('token') ?? '';
  const [visitor, elsewhere] = [new Visitor(site.url), new Visitor(site.url)];
  for (const browser of [visitor, elsewhere]) await browser.submit('/login', '/login', { email, password });

  // Of a browser; this program's own stands first.
  const sessions = await program.get('/users/me/sessions');
  const session = sessions.body.items[1].id;
  const ids: Record<string, string> = {
    room: room.body.id,
    role: role.body.id,
    user: other.id,
    session,
    reset,
  };
  const [method = '', path = ''] = call.split(' ');
  const fill = (text: string) => text.replace(/:(\w+)/g, (_, name) => ids[name] ?? '');
  const filled = { method, path: fill(path + (QUERY[call] ?? '')) };
  const input = INPUT[call]?.({ name: name(), password, email, role: role.body.id, reset });
  return { program, visitor, stranger: new Visitor(site.url), filled, input };
}

/** @returns a line when the request cost other than it may */
async function count(call: string, request: () => Promise<{ status: number }>): Promise<string[]> {
  heard = { redis: [], sql: [] };
  const letters = mailbox.mails.length;
  const { status } = await request();
  // What is done after the answer is counted with it.
  while (LETTERS.has(call) && mailbox.mails.length === letters) await mailbox.next();
  const { redis, sql } = heard;
  assert.ok(status < 400, `${call} → ${status}: say in INPUT what it takes`);
  const exception = EXCEPTIONS[call];
  const kept = exception
    ? redis.length === exception.redis && sql.length === exception.sql
    : redis.length <= BUDGET.redis && sql.length <= BUDGET.sql;
  if (kept) return [];
  const commands = redis.map((text) =>
    text
      .replace(/[*$]\d+\r\n/g, '')
      .replaceAll('\r\n', ' ')
      .slice(0, 80),
  );
  return [[`${call}: Redis ${redis.length}, SQL ${sql.length}`, ...commands, ...sql].join('\n  ')];
}

/** Stands for the features while the table of routes is made: it looks them up, and calls none. */
const anything: Features = new Proxy(() => {}, { get: () => anything }) as never;
