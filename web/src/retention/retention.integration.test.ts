import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testSite } from '../../testing/website.ts';
import { firstIdAfter } from '../paging.ts';
import { HISTORY_DAYS } from './service.ts';

const site = await testSite({ retentionEvery: 20 });
const { connection } = site;
const DAY = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => firstIdAfter(Date.now() - days * DAY);

async function count(rows: string): Promise<number> {
  const answer = await connection.query(`select count(*)::int as n from ${rows}`);
  return Number(answer.rows[0]?.n);
}

test('expired rows are deleted; sign-ins of the last 90 days or with valid tokens stay, and so do logs of rooms (rows 57, 84)', async () => {
  await site.program().register('anna');
  const [recent, longAgo, over] = [site.program(), site.program(), site.program()];
  for (const program of [recent, longAgo, over]) await program.signIn('anna');
  const { rows } = await connection.query('select id from users');
  const anna = rows[0]?.id;
  // In the order in which they were made.
  const made = (await connection.query('select family_id as id from sign_ins order by id')).rows;
  await connection.query('update sign_ins set id = $1 where family_id = $2', [daysAgo(200), made[1]?.id]);
  await connection.query(
    "update refresh_tokens set expires_at = now() - interval '1 s' where family_id = $1",
    [made[2]?.id],
  );
  const past = `now() - interval '1 day'`;
  await connection.query(
    `insert into password_resets (token_hash, user_id, sign_in_epoch, expires_at) values ('a', $1, 0, ${past})`,
    [anna],
  );
  await connection.query(
    `insert into email_links (token_hash, user_id, purpose, email, sign_in_epoch, expires_at)
     values ('b', $1, 'verify', 'anna@example.org', 0, ${past})`,
    [anna],
  );
  await connection.query(
    `insert into revoked_tokens (user_id, jti, expires_at) values ($1, gen_random_uuid(), ${past})`,
    [anna],
  );
  await connection.query(
    `insert into session (sid, sess, expire) values ('s', '{}', ${past}), ('kept', '{}', now() + interval '1 day')`,
  );
  await connection.query(
    `insert into signing_keys (kid, public_jwk, private_key_encrypted, created_at)
     values ('old', '{}', '', now() - interval '2 days'), ('older', '{}', '', now() - interval '3 days')`,
  );
  // More than one batch.
  await connection.query(
    `insert into sign_ins (id, user_id, user_agent, method, outcome)
     select overlay($2 placing lpad(to_hex(n), 12, '0') from 25)::uuid, $1, 'curl', 'password', 'wrong_password'
     from generate_series(1, 2500) n`,
    [anna, daysAgo(HISTORY_DAYS + 1)],
  );
  const { rows: accounts } = await connection.query(
    `insert into rooms (id, name, search_key, owner_id) values (gen_random_uuid(), 'r', 'r', $1) returning id`,
    [anna],
  );
  const room = accounts[0]?.id;
  await connection.query(
    `insert into room_bans (room_id, user_id, until, reason) values ($1, $2, ${past}, 'over')`,
    [room, anna],
  );
  await connection.query(
    `insert into room_invites (id, room_id, created_by, token_hash, expires_at) values
     (gen_random_uuid(), $1, $2, 'a', now() - interval '8 days'), (gen_random_uuid(), $1, $2, 'b', now() - interval '6 days')`,
    [room, anna],
  );
  await connection.query(`insert into room_mutes (room_id, user_id, until) values ($1, $2, ${past})`, [
    room,
    anna,
  ]);
  await connection.query(
    `insert into room_log (id, room_id, act, at) values
     (gen_random_uuid(), $1, 'removed', now() - interval '91 days'), (gen_random_uuid(), $1, 'removed', now() - interval '89 days')`,
    [room],
  );
  const expired = [
    `room_bans`,
    `room_mutes`,
    `room_invites where expires_at < now() - interval '7 days'`,
    `room_log where at < now() - interval '90 days'`,
    `refresh_tokens where expires_at < now()`,
    `revoked_tokens where expires_at < now()`,
    `password_resets where expires_at < now()`,
    `email_links where expires_at < now()`,
    `session where sid = 's'`,
    `sign_ins where user_agent = 'curl'`,
    `signing_keys where kid = 'older'`,
  ];
  for (const rows of expired) while ((await count(rows)) > 0) await new Promise(setImmediate);

  assert.equal((await recent.refresh()).status, 200);
  assert.equal((await longAgo.refresh()).status, 200);
  assert.equal((await over.refresh()).status, 401);
  assert.equal(await count(`session where sid = 'kept'`), 1);
  assert.equal(await count('room_log'), 1);
  assert.equal(await count('room_invites'), 1);
  const { body } = await recent.get('/users/me/sign-ins');
  assert.equal(body.items.length, 3);
});
