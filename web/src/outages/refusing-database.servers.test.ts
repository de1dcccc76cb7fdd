import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect } from '@lantern/db';
import { createLog } from '@lantern/service/log';
import { startPostgres } from '../../../testing/servers/postgres.ts';
import { freshDatabase } from '../../testing/database.ts';
import type { Program } from '../../testing/people/program.ts';
import { member, type Visitor } from '../../testing/people/visitor.ts';
import {
  assertUnavailableCall,
  assertUnavailablePage,
  russian,
  untilReady,
} from '../../testing/unavailable.ts';
import { serverParts, testSite } from '../../testing/website.ts';

const postgres = await startPostgres();
const url = new URL(await freshDatabase(postgres.url));
const name = url.pathname.slice(1);
const admin = connect(postgres.url);
// Of its own, because nothing is refused to the server's superuser.
await admin.query("create role keeper login password 'Lamp oil, 3 cans'");
await admin.query(`alter database ${name} owner to keeper`);
await admin.query(`revoke connect on database ${name} from public`);
const inside = connect(url.href);
for (const kind of ['tables', 'sequences'])
  await inside.query(`grant all on all ${kind} in schema public to keeper`);
await inside.close();
url.username = 'keeper';
url.password = encodeURIComponent('Lamp oil, 3 cans');
const parts = await serverParts(createLog('web', 'silent'), url.href, process.env.TEST_REDIS_URL ?? '');
const site = await testSite({ parts });
after(async () => {
  await parts.close();
  await admin.close();
  await postgres.stop();
});

let anna: Visitor;
let annasProgram: Program;
before(async () => {
  anna = await member(await russian(site.visitor()), 'anna');
  annasProgram = site.program();
  await annasProgram.signIn('anna');
});

const endConnections = () =>
  admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);

const REFUSALS = {
  'does not let its role sign in': ['alter role keeper nologin', 'alter role keeper login'],
  'has another password': [
    "alter role keeper password 'another'",
    "alter role keeper password 'Lamp oil, 3 cans'",
  ],
  'was renamed': [`alter database ${name} rename to renamed`, `alter database renamed rename to ${name}`],
  'takes no connections': [
    `alter database ${name} allow_connections false`,
    `alter database ${name} allow_connections true`,
  ],
  'took the right to connect away': [
    `revoke connect on database ${name} from keeper`,
    `grant connect on database ${name} to keeper`,
  ],
} as const;

for (const [what, [refuse, allow]] of Object.entries(REFUSALS))
  test(`while the database ${what} pages and calls are 503 with Retry-After, and well soon after it (row 58)`, async () => {
    await endConnections();
    await admin.query(refuse);
    await endConnections();
    await untilReady(site, false);
    assertUnavailableCall(await annasProgram.get('/users/me'), what);
    assertUnavailableCall(await site.program().signIn('anna'), what);
    for (const path of ['/', '/search?q=kitchen', '/settings'])
      assertUnavailablePage(await anna.get(path), path);
    await admin.query(allow);
    await untilReady(site);
    assert.equal((await annasProgram.get('/users/me')).status, 200);
    assert.equal((await anna.get('/')).status, 200);
  });

test('a missing database privilege is 503 with Retry-After, and works again when it is granted (row 58)', async () => {
  const owner = connect(Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href);
  await owner.query('revoke select on users from keeper');
  assertUnavailableCall(await annasProgram.get('/users/me'), 'a right');
  assertUnavailablePage(await anna.get('/'), 'a right');
  await owner.query('grant select on users to keeper');
  await owner.close();
  assert.equal((await anna.get('/')).status, 200);
});

test('with a server that ends idle connections all errors are 503 with Retry-After (row 58)', async () => {
  await admin.query("alter role keeper set idle_session_timeout = '1ms'");
  await endConnections();
  for (let again = 0; again < 20; again++) {
    const call = await annasProgram.get('/users/me');
    if (call.status !== 200) assertUnavailableCall(call, 'idle');
    const page = await anna.get('/');
    if (page.status !== 200) assertUnavailablePage(page, 'idle');
  }
  await admin.query('alter role keeper reset idle_session_timeout');
  await endConnections();
  await untilReady(site);
  assert.equal((await anna.get('/')).status, 200);
});

// Only Postgres 17 has the setting, and says this by it.
test('a transaction that took too long is 503 with Retry-After (row 58)', async () => {
  const owner = connect(Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href);
  await owner.query(`create function too_long() returns trigger language plpgsql as $$
    begin raise 'terminating connection due to transaction timeout' using errcode = '25P04'; end $$`);
  await owner.query(
    'create trigger too_long before insert on rooms for each row execute function too_long()',
  );
  assertUnavailableCall(await annasProgram.post('/rooms', { name: 'The kitchen' }), 'too long');
  await owner.query('drop function too_long cascade');
  await owner.close();
  assert.equal((await annasProgram.post('/rooms', { name: 'The kitchen' })).status, 201);
});
