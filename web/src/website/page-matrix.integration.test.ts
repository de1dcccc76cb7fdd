import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mounted } from '../../testing/mounted.ts';
import { type Holder, holders, NOBODY } from '../../testing/people/holders.ts';
import { testSite } from '../../testing/website.ts';
import type { PageGuard } from '../http/session/current-user.ts';
import type { Description } from './api-description.ts';

/** The pages that strangers may open and the forms that they may send. One more is a decision: it is written down here. */
const OPEN = [
  'GET /',
  'GET /signup',
  'POST /signup',
  'GET /signup/provider',
  'POST /signup/provider',
  'GET /oauth/:provider',
  'GET /oauth/:provider/callback',
  'GET /login',
  'POST /login',
  'GET /login/code',
  'POST /login/code',
  'POST /login/passkey/options',
  'POST /login/passkey',
  'GET /forgot-password',
  'POST /forgot-password',
  'GET /password-reset',
  'POST /password-reset',
  'GET /email/confirm',
  'POST /email/confirm',
  'GET /email/undo',
  'POST /email/undo',
  'POST /logout',
  'POST /locale',
  'GET /invite/:token',
  'POST /invite/:token',
  'GET /docs',
  'GET /docs/errors',
];

const site = await testSite();
const people = await holders(site);
const { paths: calls } = (await site.program().get('/openapi.json')).body as Description;
const pages = mounted(site.app).flatMap(({ method, path, handlers: [guard] }) => {
  if (!guard || !('admits' in guard) || path.replace(/:(\w+)/g, '{$1}') in calls) return [];
  const { admits } = guard as PageGuard;
  return { name: `${method} ${path}`, method, path: path.replace(/:\w+/g, NOBODY), admits };
});
const closed = pages.filter(({ admits }) => admits !== 'everyone');
const administration = pages.filter(({ admits }) => typeof admits !== 'string');

test('the pages that are open to strangers are those that are meant to be (row 27)', () => {
  const open = pages.filter(({ admits }) => admits === 'everyone').map(({ name }) => name);
  assert.deepEqual(open.toSorted(), OPEN.toSorted());
});

test('every page under /admin asks for a right, and no other does (row 27)', () => {
  const named = (some: typeof pages) => some.map(({ name }) => name);
  assert.deepEqual(named(administration), named(pages.filter(({ path }) => path.startsWith('/admin'))));
});

test('visitors are sent to sign in, and their requests change nothing (row 27)', async () => {
  const stranger = site.visitor();
  const _csrf = await stranger.token();
  for (const { name, method, path } of closed) {
    if (method === 'GET') {
      const { status, location } = await stranger.get(path);
      assert.deepEqual([status, location], [303, `/login?next=${encodeURIComponent(path)}`], name);
    } else assert.equal((await stranger.post(path, { _csrf })).status, 401, name);
  }
});

for (const [who, holder] of Object.entries(people)) {
  test(`each page under /admin accepts only accounts with a required permission: ${who} (row 27)`, async () => {
    const visitor = await signedIn(holder);
    const _csrf = await visitor.token('/');
    const asProgram = { accept: 'application/json' };
    for (const { name, method, path, admits } of administration) {
      const reply = await (method === 'GET'
        ? visitor.get(path, asProgram)
        : visitor.post(path, { _csrf }, asProgram));
      const may = holder.rights.some((right) => (admits as readonly string[]).includes(right));
      const refused = reply.text.includes('"permission_missing"');
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
  const room = await owner.createRoom('Not yours');
  assert.equal((await other.get(`/chat/${room}/delete`)).status, 404);
  assert.equal((await other.submit('/', `/chat/${room}/delete`)).status, 404);
  assert.equal((await owner.get(`/chat/${room}`)).status, 200);
});

async function signedIn({ email, password, phone }: Holder) {
  const visitor = site.visitor();
  assert.equal((await visitor.submit('/login', '/login', { email, password })).status, 303);
  const code = phone.next();
  assert.equal((await visitor.submit('/login/code', '/login/code', { code })).location, '/');
  return visitor;
}
