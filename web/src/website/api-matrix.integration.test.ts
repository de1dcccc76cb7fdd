import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mounted } from '../../testing/mounted.ts';
import { claimsOf, headerOf, sign } from '../../testing/people/forger.ts';
import { type Holder, holders, NOBODY } from '../../testing/people/holders.ts';
import type { Program } from '../../testing/people/program.ts';
import { testSite } from '../../testing/website.ts';
import type { Description } from './api-description.ts';

/** The calls that need no token. One more is a decision: it is written down here. */
const OPEN = [
  'POST /auth/register',
  'POST /auth/login',
  'POST /auth/login/code',
  'POST /auth/refresh',
  'POST /auth/forgot-password',
  'POST /auth/reset-password',
  'POST /auth/reset-password/ways-in',
  'POST /auth/email/confirm',
  'POST /auth/email/undo',
  'POST /invites/look',
];

/** What answers beside the calls of the API and the pages. */
const BESIDE = [
  'GET /health/live',
  'GET /health/ready',
  'GET /.well-known/jwks.json',
  'GET /openapi.json',
  'GET /docs',
  'GET /docs/errors',
  'POST /webhooks/stripe',
];

const site = await testSite();
const people = await holders(site);
const { paths } = (await site.program().get('/openapi.json')).body as Description;
const calls = Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path: path.replace(/\{\w+\}/g, NOBODY),
    isOpen: operation.security.length === 0,
    isForRooms: operation.security.some((scheme) => 'room' in scheme),
    rights: operation['x-permission'] ?? [],
    body: operation.requestBody && {},
  })),
);
/** What a room token opens is tried with one by web/src/commands/commands.integration.test.ts. */
const closed = calls.filter(({ isOpen, isForRooms }) => !isOpen && !isForRooms);

async function signedIn({ email, password, phone }: Holder): Promise<Program> {
  const program = site.program();
  const { status } = await program.signInAs({ email, password, code: phone.next() });
  assert.equal(status, 200, email);
  return program;
}

test('the calls that are open to strangers are those that are meant to be (row 27)', () => {
  const open = calls.filter(({ isOpen }) => isOpen).map(({ name }) => name);
  assert.deepEqual(open.toSorted(), OPEN.toSorted());
});

test('two calls accept a room token (row 27)', () => {
  const forRooms = calls.filter(({ isForRooms }) => isForRooms).map(({ name }) => name);
  assert.deepEqual(forRooms, ['GET /auth/room-token', 'POST /commands']);
});

test('each route is a page with a guard, a described call, or on a short list (row 27)', () => {
  const described = new Set([...calls.map(({ name }) => name), ...BESIDE]);
  const unknown = mounted(site.app)
    .filter(({ handlers: [guard] }) => !guard || !('admits' in guard))
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    .filter((name) => !described.has(name));
  assert.deepEqual(unknown, []);
});

test('without a good token every call but the open ones is refused (row 27)', async () => {
  const { token } = await signedIn(people.superuser as Holder);
  const { kid, key } = site.signingKeys.current;
  const expired = await sign({ ...claimsOf(token), iat: 1, exp: 2 }, { ...headerOf(token), kid }, key);
  for (const { name, method, path, body } of closed) {
    const program = site.program();
    for (const [wrong, code] of [
      ['', 'token_missing'],
      ['garbage', 'token_invalid'],
      [`${token.slice(0, -8)}AAAAAAAA`, 'token_signature'],
      [expired, 'token_expired'],
    ] as const) {
      program.token = wrong;
      const reply = await program.call(method, path, body);
      assert.deepEqual([reply.status, reply.body.code], [401, code], name);
    }
  }
});

for (const [who, holder] of Object.entries(people)) {
  test(`each call accepts only accounts with a required permission: ${who} (row 27)`, async () => {
    let program = await signedIn(holder);
    for (const { name, method, path, rights, body } of closed) {
      let reply = await program.call(method, path, body);
      // The call before has ended it.
      if (reply.body?.code === 'token_revoked') {
        program = await signedIn(holder);
        reply = await program.call(method, path, body);
      }
      const may = rights.length === 0 || rights.some((right) => holder.rights.includes(right));
      const refused = reply.body?.code === 'permission_missing';
      assert.deepEqual([refused, reply.status === 401], [!may, false], `${name}: ${reply.status}`);
      if (refused) assert.equal(reply.status, 403, name);
    }
  });
}

test('another account’s data looks as if it did not exist (row 27)', async () => {
  const [owner, other] = [
    await signedIn(people.superuser as Holder),
    await signedIn(people.member as Holder),
  ];
  const { body: room } = await owner.post('/rooms', { name: 'Not yours' });
  const { status, body } = await other.call('DELETE', `/rooms/${room.id}`);
  assert.deepEqual([status, body.code], [404, 'room_not_found']);
  assert.deepEqual((await owner.get('/rooms?mine=true')).body.items, [room]);
});
