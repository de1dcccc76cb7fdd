import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect } from '@lantern/db';
import { createLog } from '@lantern/service/log';
import { freshDatabase } from '../../testing/database.ts';
import { people } from '../../testing/people/people.ts';
import { serverParts, testSite } from '../../testing/website.ts';

const { TEST_DATABASE_URL = '', TEST_REDIS_URL = '' } = process.env;
/** A level of pino's. */
const WARN = 40;
const url = await freshDatabase(TEST_DATABASE_URL);
const name = new URL(url).pathname.slice(1);
const parts = await serverParts(createLog('web', 'silent'), url, TEST_REDIS_URL);
const site = await testSite({ parts });
const admin = connect(TEST_DATABASE_URL);
after(async () => {
  await parts.close();
  await admin.close();
});

/** As when a standby takes over, or an administrator sets it so: whoever connects from now on meets it. */
async function readOnly(value: 'on' | 'off'): Promise<void> {
  await admin.query(`alter database ${name} set default_transaction_read_only = ${value}`);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
}

const readiness = async () => (await fetch(`${site.url}/health/ready`)).status;
async function until(status: number): Promise<void> {
  while ((await readiness()) !== status) await new Promise(setImmediate);
}

test('on a primary that became read-only writes are 503 with Retry-After, and the site is not ready (row 58)', async () => {
  await site.program().register('anna');
  await readOnly('on');
  await until(503);
  const call = await site.program().register('boris');
  assert.deepEqual([call.status, call.body.code, call.headers.get('retry-after')], [503, 'unavailable', '5']);
  await readOnly('off');
  await until(200);
  assert.equal((await site.program().register('boris')).status, 201);
});

test('right codes that met a read-only primary are not counted as wrong ones (row 58)', async () => {
  await site.program().register('clara');
  await site.enrol('clara');
  const { email, password } = people.clara;
  const { pending_token } = (await site.program().post('/auth/login', { email, password })).body;
  const code = site.phones.get('clara')?.next();
  const finish = () => site.program().post('/auth/login/code', { pending_token, code });
  await readOnly('on');
  await until(503);
  for (let n = 0; n < 5; n++) assert.equal((await finish()).status, 503);
  await readOnly('off');
  await until(200);
  assert.equal((await finish()).status, 200);
});

test('a statement that takes too long is 503 with Retry-After (row 58)', async () => {
  const own = connect(url, { silence: 60 });
  await own.db.transaction(async (tx) => {
    await tx.execute('lock table users in access exclusive mode');
    const { status, headers } = await site.program().signIn('anna');
    assert.deepEqual([status, headers.get('retry-after')], [503, '5']);
  });
  await own.close();
  assert.equal((await site.program().signIn('anna')).status, 200);
});

test('while a table is locked, whoever would wait in vain is refused at once, and the site is ready (row 58)', async () => {
  const other = connect(url, { silence: 60 });
  const anna = site.program();
  await anna.signIn('anna');
  const search = () => anna.get('/rooms?q=garden');
  const refused = await other.db.transaction(async (tx) => {
    await tx.execute('lock table rooms in access exclusive mode');
    let ended = 0;
    const asked = Array.from({ length: 40 }, () => search().finally(() => ended++));
    // Ten wait in the database, until it ends their statements.
    while (ended < 30) await new Promise(setImmediate);
    const { status, headers } = await site.program().signIn('anna');
    assert.deepEqual([status, headers.get('retry-after')], [503, '5']);
    assert.deepEqual(await (await fetch(`${site.url}/health/ready`)).json(), { status: 'ok', down: [] });
    assert.equal(ended, 30, 'it was not refused, but waited');
    return asked;
  });
  assert.equal((await Promise.all(refused)).filter(({ status }) => status === 503).length, 30);
  await other.close();
  assert.equal((await search()).status, 200);
  const told = site.log.map((line) => JSON.parse(line)).filter(({ code }) => code === 'busy');
  assert.equal(told.length, 31, 'each refusal is a line');
  for (const { level, err } of told) assert.deepEqual([level, err], [WARN, undefined], 'without a stack');
});
