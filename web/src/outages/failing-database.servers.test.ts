import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { connect } from '@lantern/db';
import { createLog } from '@lantern/service/log';
import { startPostgres } from '../../../testing/servers/postgres.ts';
import { freshDatabase } from '../../testing/database.ts';
import type { Program } from '../../testing/people/program.ts';
import { member, type Page, type Visitor } from '../../testing/people/visitor.ts';
import {
  assertUnavailableCall,
  assertUnavailablePage,
  russian,
  untilReady,
} from '../../testing/unavailable.ts';
import { serverParts, testSite } from '../../testing/website.ts';

const { TEST_REDIS_URL = '' } = process.env;
const postgres = await startPostgres();
const url = await freshDatabase(postgres.url);
const name = new URL(url).pathname.slice(1);
const parts = await serverParts(createLog('web', 'silent'), url, TEST_REDIS_URL);
const site = await testSite({ parts });
const admin = connect(postgres.url);
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

/** As when a standby takes over, or an administrator sets it so: whoever connects from now on meets it. */
async function readOnly(value: 'on' | 'off'): Promise<void> {
  await admin.query(`alter database ${name} set default_transaction_read_only = ${value}`);
  await endConnections();
}

/** A form that anna has open, and sends. */
async function openForm(): Promise<() => Promise<Page>> {
  const _csrf = await anna.token('/');
  return () => anna.post('/chat', { _csrf, name: `Room ${randomUUID()}` });
}

test('on a primary that became read-only a form is 503 with Retry-After, and works when it is writable again (row 58)', async () => {
  const send = await openForm();
  await readOnly('on');
  await untilReady(site, false);
  assertUnavailablePage(await send(), 'a room');
  await readOnly('off');
  await untilReady(site);
  assert.equal((await send()).status, 303);
});

test('a page whose statement takes too long is 503 with Retry-After (row 58)', async () => {
  const own = connect(url);
  await own.db.transaction(async (tx) => {
    await tx.execute('lock table users in access exclusive mode');
    let answered = false;
    const asked = anna.get('/').finally(() => {
      answered = true;
    });
    while (!answered) await tx.execute('select pg_sleep(0.5)');
    assertUnavailablePage(await asked, 'a slow statement');
  });
  await own.close();
  assert.equal((await anna.get('/')).status, 200);
});

test('on a full disk writes are 503 with Retry-After, and who reads goes on reading (row 58)', async () => {
  const send = await openForm();
  const tables = "select tablename from pg_tables where schemaname = 'public'";
  const owner = connect(url);
  await owner.query(`create function disk_is_full() returns trigger language plpgsql as $$
    begin raise 'could not extend file' using errcode = '53100'; end $$`);
  await owner.query(`do $$ declare each record; begin for each in ${tables} loop execute format(
    'create trigger disk_is_full before insert or update or delete on %I
      for each statement execute function disk_is_full()', each.tablename); end loop; end $$`);
  assertUnavailableCall(await site.program().register('clara'), 'sign-up');
  assertUnavailableCall(await site.program().signIn('anna'), 'sign-in');
  assertUnavailableCall(await annasProgram.post('/rooms', { name: 'The kitchen' }), 'a room');
  assertUnavailablePage(await send(), 'a room');
  const stranger = await russian(site.visitor());
  const { email, password } = { email: 'anna@example.org', password: 'Ромашка 7 на окне' };
  assertUnavailablePage(await stranger.submit('/login', '/login', { email, password }), 'sign-in');
  for (const path of ['/', '/search?q=kitchen', '/settings', '/settings/sessions'])
    assert.equal((await anna.get(path)).status, 200, path);
  assert.equal((await annasProgram.get('/users/me')).status, 200);
  await owner.query('drop function disk_is_full cascade');
  await owner.close();
  assert.equal((await send()).status, 303);
  assert.equal((await site.program().register('clara')).status, 201);
});

test('a connection that is lost in the middle of a statement is 503 with Retry-After, and the next one is well (row 58)', async () => {
  const own = connect(url);
  const waiting = async (number: number) => {
    const sql = `select from pg_stat_activity where datname = '${name}' and wait_event_type = 'Lock' and clock_timestamp() - query_start > '50 ms'`;
    while ((await admin.query(sql)).rows.length !== number);
  };
  const { call, page } = await own.db.transaction(async (tx) => {
    await tx.execute('lock table users in access exclusive mode');
    const call = annasProgram.get('/users/me');
    await waiting(1);
    // Not behind the other, on the connection that lookups share: that has not answered for too long.
    const page = anna.get('/');
    await waiting(2);
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and wait_event_type = 'Lock'`,
    );
    return { call: await call, page: await page };
  });
  await own.close();
  assertUnavailableCall(call, 'lost');
  assertUnavailablePage(page, 'lost');
  assert.equal((await annasProgram.get('/users/me')).status, 200);
  assert.equal((await anna.get('/')).status, 200);
});

test('while connections are lost repeatedly all errors are 503 with Retry-After (row 58)', async () => {
  const asked = Array.from({ length: 40 }, async (_, at) => {
    for (let again = 0; again < 5; again++) {
      if (at % 2) {
        const page = await anna.get('/');
        // Whoever would have to wait too long for all those that begin anew is told that the server is busy.
        if (page.status !== 200 && !page.text.includes('Сервер занят')) assertUnavailablePage(page, 'lost');
        assert.ok(page.status === 200 || page.headers.get('retry-after'));
      } else {
        const call = await annasProgram.get('/users/me');
        if (call.status !== 200 && call.body?.code !== 'busy') assertUnavailableCall(call, 'lost');
        assert.ok(call.status === 200 || call.headers.get('retry-after'));
      }
    }
  });
  let done = false;
  const all = Promise.all(asked).finally(() => {
    done = true;
  });
  while (!done) await endConnections();
  await all;
  await untilReady(site);
  assert.equal((await anna.get('/')).status, 200);
});

test('while the database is stopped pages and calls are 503 with Retry-After, and well soon after it is back (row 58)', async () => {
  const send = await openForm();
  await postgres.halt();
  await untilReady(site, false);
  assertUnavailableCall(await annasProgram.get('/users/me'), 'stopped');
  assertUnavailableCall(await site.program().signIn('anna'), 'stopped');
  for (const path of ['/', '/search?q=kitchen', '/settings'])
    assertUnavailablePage(await anna.get(path), path);
  assertUnavailablePage(await send(), 'a room');
  await postgres.start();
  await untilReady(site);
  assert.equal((await annasProgram.get('/users/me')).status, 200);
  assert.equal((await send()).status, 303);
});
