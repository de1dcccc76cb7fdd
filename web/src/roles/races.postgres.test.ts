import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect } from '@lantern/db';
import { freshDatabase } from '../../testing/database.ts';
import { grant, makeSuperuser } from '../../testing/rights.ts';
import { testSite } from '../../testing/website.ts';

const { TEST_DATABASE_URL = '' } = process.env;
const databaseUrl = await freshDatabase(TEST_DATABASE_URL);
const site = await testSite({ databaseUrl });
/** A second way into the database, to hold a row while two requests are under way. */
const other = connect(databaseUrl);
after(() => other.close());

const [anna, boris] = [site.program(), site.program()];
await anna.register('anna');
const { id: borisId } = (await boris.register('boris')).body;
const { id: claraId } = (await site.program().register('clara')).body;
await makeSuperuser(site, 'anna');
await Promise.all([anna.signIn('anna'), boris.signIn('boris')]);

/** Runs `first` up to where it needs a row, then `second` up to where it has to wait too; then lets both go on. */
async function race(lock: string, ...[first, second]: (() => Promise<{ status: number }>)[]) {
  return other.db.transaction(async (tx) => {
    await tx.execute(lock);
    const replies = [];
    for (const [at, request] of [first, second].entries()) {
      replies.push(request?.());
      while ((await waiting()) <= at) await new Promise(setImmediate);
    }
    return replies;
  });
}

async function waiting(): Promise<number> {
  const { rows } = await site.connection.query(
    "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  return Number(rows[0]?.n);
}

test('a role that is being given more cannot meanwhile be given on by who lacks it (row 28)', async () => {
  await grant(anna, borisId, ['roles.assign', 'people.view']);
  const { body: role } = await anna.post('/roles', { name: 'Growing', permissions: ['people.view'] });
  const replies = await race(
    `select 1 from roles where id = '${role.id}' for no key update`,
    () => anna.call('PATCH', `/roles/${role.id}`, { permissions: ['people.view', 'people.disable'] }),
    () => boris.call('PUT', `/users/${claraId}/roles/${role.id}`),
  );
  const [patched, put] = await Promise.all(replies);
  assert.deepEqual([patched?.status, put?.status], [204, 403]);
  assert.deepEqual((await anna.get(`/users/${claraId}/permissions`)).body.permissions, []);
});

test('a right that is being taken away cannot meanwhile be given on (row 28)', async () => {
  const lent = await grant(anna, borisId, ['roles.manage', 'rooms.delete_any']);
  const replies = await race(
    `select 1 from user_roles where role_id = '${lent}' for update`,
    () => anna.call('DELETE', `/users/${borisId}/roles/${lent}`),
    () => boris.post('/roles', { name: 'Cleaners', permissions: ['rooms.delete_any'] }),
  );
  const [taken, post] = await Promise.all(replies);
  assert.deepEqual([taken?.status, post?.status], [204, 403]);
});
