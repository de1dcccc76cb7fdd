import { randomUUID } from 'node:crypto';

type Query = (text: string, values?: unknown[]) => Promise<{ rows: Record<string, unknown>[] }>;

/** Whatever JSON, COPY or a driver could get wrong. */
const ODD = 'Łódź, "5" \\u0000 \\ {a,NULL} \t\n\r — 😀 e\u0301';

/**
 * Puts a row into each table that has to do with an account, with texts that are easily changed on their way.
 *
 * @param userId an account that there is
 */
export async function fillEveryTable(query: Query, userId: string): Promise<void> {
  const [role, room, disabled] = [randomUUID(), randomUUID(), randomUUID()];
  const rows: [text: string, ...values: unknown[]][] = [
    [
      `insert into users (id, email, login, first_name, display_name) values ($1, 'odd@example.org', null, $2, $2)`,
      disabled,
      ODD,
    ],
    [
      `insert into user_service (user_id, allowed_agents, disabled_at, created_at, sign_in_epoch)
       values ($1, array[$2, '', 'NULL', null], '2026-02-28 23:59:59.999999+13', 'infinity', 7)`,
      disabled,
      ODD,
    ],
    [
      `insert into roles (id, name, search_key, namesake, permissions) values ($1, $2, 'KEEPERS', 0, '{rooms.delete_any,"a,b"}')`,
      role,
      ODD,
    ],
    [`insert into user_roles (user_id, role_id) values ($1, $2)`, userId, role],
    [
      `insert into rooms (id, name, search_key, owner_id, restriction, restriction_label, external_id, namesake, description, sealed)
       values ($1, $2, 'ODDROOM', $3, 'rooms.enter_restricted', '18+', 'film 1', 0, $2, repeat('A', 43))`,
      room,
      ODD,
      userId,
    ],
    [
      `insert into sign_ins (id, user_id, ip, user_agent, method, outcome) values ($1, $2, '2001:db8::1', $3, 'console', 'success')`,
      randomUUID(),
      disabled,
      ODD,
    ],
    [
      `insert into two_factor (user_id, secret, confirmed_at, last_used_step) values ($1, 'encrypted', now(), 5)`,
      disabled,
    ],
    [`insert into recovery_codes (user_id, hash, used_at) values ($1, 'hash', now())`, disabled],
    [
      `insert into social_accounts (issuer, subject, user_id, provider, name) values ('https://id.example.org', 's', $1, 'sso', $2)`,
      userId,
      ODD,
    ],
    [
      `insert into passkeys (id, user_id, public_key, counter, transports, name) values ('key', $1, 'pub', 9007199254740991, '{usb,"a b"}', $2)`,
      disabled,
      ODD,
    ],
    [
      `insert into email_links (token_hash, user_id, purpose, email, sign_in_epoch, expires_at)
       values ('link', $1, 'undo', 'old@example.org', 0, now() + interval '1 day')`,
      userId,
    ],
    [
      `insert into memberships (user_id, customer_id, status, active, paid_until) values ($1, 'cus_1', 'active', true, now())`,
      userId,
    ],
    [
      `insert into kv_entries (user_id, key, value) values ($1, $2, $3), ($1, '"large"', $4)`,
      disabled,
      JSON.stringify(`a\u0000\ud800${ODD}`),
      '{"a": 1e400, "b":[ ]}',
      JSON.stringify('"\\'.repeat(500_000)),
    ],
    [
      `insert into kv_usage (user_id, keys, bytes, max_keys, max_bytes) values ($1, 2, 3000000, 10, 9007199254740991)`,
      disabled,
    ],
    [`insert into room_stars (user_id, room_id) values ($1, $2)`, userId, room],
    [`insert into room_members (room_id, user_id, role) values ($1, $2, 'moderator')`, room, disabled],
    [
      `insert into room_invites (id, room_id, created_by, token_hash, expires_at, max_uses, uses)
       values ($1, $2, $3, 'invite', now() + interval '1 day', 2, 1)`,
      randomUUID(),
      room,
      userId,
    ],
    [`insert into room_bans (room_id, user_id, reason) values ($1, $2, $3)`, room, disabled, ODD],
    [`insert into room_mutes (room_id, user_id, until) values ($1, $2, 'infinity')`, room, disabled],
    [`insert into room_transfers (room_id, to_user_id) values ($1, $2)`, room, disabled],
    [
      `insert into room_log (id, room_id, act, actor_id, user_id, reason) values ($1, $2, 'ban', $3, $4, $5)`,
      randomUUID(),
      room,
      userId,
      disabled,
      ODD,
    ],
  ];
  for (const [text, ...values] of rows) await query(text, values);
}

/** What a restore leaves out or changes: who is signed in. */
const LEFT_OUT = ['session', 'refresh_tokens', 'revoked_tokens', 'password_resets'];
const CHANGED = ['sign_in_epoch', 'ended_at', 'session_id', 'last_used_step'];

/** @returns each table with its rows as text, but for what a restore changes */
export async function contentOf(query: Query): Promise<Record<string, string[]>> {
  const tables = await query(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  const content: Record<string, string[]> = {};
  for (const { name } of tables.rows) {
    if (LEFT_OUT.includes(String(name))) continue;
    const { rows } = await query(
      `select (to_jsonb(t) - '{${CHANGED.join()}}'::text[])::text collate "C" as line from ${name} t order by line`,
    );
    content[String(name)] = rows.map(({ line }) => String(line));
  }
  return content;
}
