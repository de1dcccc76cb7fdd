import assert from 'node:assert/strict';
import { connect } from '@lantern/db';
import { firstIdAfter } from '../src/paging.ts';
import { BATCH } from '../src/retention/repository.ts';
import { HISTORY_DAYS } from '../src/retention/service.ts';
import { freshDatabase } from './database.ts';
import { testSite } from './website.ts';

const DAY = 24 * 60 * 60 * 1000;
/** A request that waits longer for a lock fails: with the database's own limit of time, so that no clock of a test has to be right. */
const LOCK_TIMEOUT = '100ms';

const past = `now() - interval '1 day'`;
/** How many so many expired rows are made of each kind; $1 is whose they are, $2 the id of an old sign-in. */
const EXPIRED: Record<string, string> = {
  refresh_tokens: `insert into refresh_tokens (token_hash, family_id, user_id, sign_in_epoch, expires_at, family_expires_at)
    select 'old' || n, gen_random_uuid(), $1::uuid, 0, ${past} - n * interval '1 ms', ${past} from generate_series(1, $3::int) n where $2::text <> ''`,
  revoked_tokens: `insert into revoked_tokens (user_id, jti, expires_at)
    select $1::uuid, gen_random_uuid(), ${past} - n * interval '1 ms' from generate_series(1, $3::int) n where $2::text <> ''`,
  password_resets: `insert into password_resets (token_hash, user_id, sign_in_epoch, expires_at)
    select md5(n::text), $1::uuid, 0, ${past} from generate_series(1, $3::int) n where $2::text <> ''`,
  email_links: `insert into email_links (token_hash, user_id, purpose, email, sign_in_epoch, expires_at)
    select md5(n::text), $1::uuid, 'verify', 'old@example.org', 0, ${past} - n * interval '1 ms' from generate_series(1, $3::int) n where $2::text <> ''`,
  session: `insert into session (sid, sess, expire)
    select $1::text || n, '{}', ${past} - n * interval '1 ms' from generate_series(1, $3::int) n where $2::text <> ''`,
  sign_ins: `insert into sign_ins (id, user_id, user_agent, method, outcome)
    select overlay($2::text placing lpad(to_hex(n), 12, '0') from 25)::uuid, $1::uuid, 'old', 'password', 'wrong_password'
    from generate_series(1, $3::int) n`,
};

type Run = (text: string) => Promise<Record<string, unknown>[]>;

/** Has the database note of each deletion how many rows it took, and in which transaction. */
async function watchDeletions(run: Run): Promise<void> {
  await run('create table deletions (rows int not null, transaction xid8 not null)');
  await run(`create function note_deletion() returns trigger language plpgsql as $$ begin
    insert into deletions select count(*), pg_current_xact_id() from gone; return null; end $$`);
  for (const table of Object.keys(EXPIRED))
    await run(`create trigger note_deletion after delete on ${table} referencing old table as gone
      for each statement execute function note_deletion()`);
}

/**
 * Fills each table that retention sweeps, and has it swept by two processes while people sign in, renew tokens and sign out.
 *
 * @param rows of each kind, whole batches
 * @returns how long the sweep took, in milliseconds, and the requests that were answered meanwhile
 * @throws AssertionError when somebody waits for a lock, a transaction is larger than a batch, or a row stays
 */
export async function sweepWhileServing(rows: number): Promise<{ took: number; requests: number }> {
  const databaseUrl = await freshDatabase(process.env.TEST_DATABASE_URL ?? '');
  // A batch may take longer than the website's statements may; filling does.
  const admin = connect(databaseUrl, { silence: 600 });
  const run = async (text: string, values: unknown[] = []) => (await admin.query(text, values)).rows;
  const name = new URL(databaseUrl).pathname.slice(1);
  await run(`alter database ${name} set lock_timeout = '${LOCK_TIMEOUT}'`);
  const first = await testSite({ databaseUrl, rateLimitFactor: 1000, passwordCost: 4 });
  const anna = first.program();
  await anna.register('anna');
  const [{ id } = {}] = await run('select id from users');
  const old = firstIdAfter(Date.now() - (HISTORY_DAYS + 1) * DAY);
  for (const text of Object.values(EXPIRED))
    await admin.db.transaction(async (tx) => {
      await tx.execute('set local statement_timeout = 0');
      const filled = text
        .replaceAll('$1', `'${id}'`)
        .replaceAll('$2', `'${old}'`)
        .replaceAll('$3', `${rows}`);
      await tx.execute(filled);
    });
  await run('analyze');
  await watchDeletions(run);

  const began = performance.now();
  const sweeping = [];
  for (let process = 0; process < 2; process++)
    sweeping.push(
      await testSite({ databaseUrl, retentionEvery: 50, rateLimitFactor: 1000, passwordCost: 4 }),
    );
  const left = async () => {
    const sums = Object.keys(EXPIRED).map((table) => {
      const mine =
        table === 'sign_ins'
          ? `user_agent = 'old'`
          : table === 'session'
            ? 'expire < now()'
            : 'expires_at < now()';
      return `(select count(*) from ${table} where ${mine})`;
    });
    const [row] = await run(`select (${sums.join(' + ')})::int as n`);
    return Number(row?.n);
  };
  let requests = 0;
  let waiting: unknown[] = [];
  for (let look = 0; ; look++) {
    const program = first.program();
    assert.equal((await program.signIn('anna')).status, 200);
    assert.equal((await program.refresh()).status, 200);
    assert.equal((await program.get('/users/me/sign-ins')).status, 200);
    requests += 3;
    // Also waits that end sooner than the limit. Those of the sweep itself do not count: nobody waits for it.
    waiting = waiting.concat(
      await run(`select query from pg_stat_activity where wait_event_type = 'Lock'
        and datname = current_database() and query not like 'delete from % for update skip locked%'`),
    );
    if (look % 10 === 0 && (await left()) === 0) break;
  }
  const took = performance.now() - began;
  assert.deepEqual(waiting, []);
  const statements = await run('select rows, transaction::text from deletions');
  assert.ok(statements.every((statement) => Number(statement.rows) <= BATCH));
  const batches = statements.filter((statement) => statement.rows === BATCH);
  assert.equal(batches.length, (rows / BATCH) * Object.keys(EXPIRED).length);
  assert.equal(new Set(batches.map(({ transaction }) => transaction)).size, batches.length);
  for (const site of [...sweeping, first]) {
    assert.deepEqual(
      site.log.filter((line) => /"level":(40|50|60)/.test(line)),
      [],
    );
    await site.stop();
  }
  await admin.close();
  return { took, requests };
}
