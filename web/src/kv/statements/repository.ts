import { and, type Database, eq, kvEntries, kvEntryBytes, kvUsage, sql, users } from '@lantern/db';

/** JSON texts with U+001E between them. */
export type Texts = { keys: string; values: string };

const given = sql.placeholder;
const split = (name: keyof Texts) => sql`string_to_array(${given(name)}, chr(30))`;
/** Those keys of a batch that a condition holds for, as a list in JSON, in the batch's order. */
const listed = (condition: string) =>
  sql<string>`'[' || coalesce(string_agg(asked.key, ',' order by asked.n) filter (where ${sql.raw(condition)}), '') || ']'`;
const asked = sql`unnest(${split('keys')}) with ordinality as asked(key, n)`;
const ownerId = sql`(select id from owner)`;

/**
 * What batches ask of the database. The answers are JSON text already: neither keys nor values are looked at on the way. Who
 * writes or deletes locks the account first, as deleting an account does, then entries in the order of their keys, then what
 * is counted: so one waits for another, and never two for each other.
 */
export function batchStatements(db: Database) {
  const owner = db.$with('owner').as(
    db
      .select({ id: users.id })
      .from(users)
      .where(eq(users.id, given('owner')))
      .for('key share'),
  );

  const written = db.$with('written').as(
    db
      .insert(kvEntries)
      .select(
        sql`select owner.id, entry.key, entry.value, now() from owner, unnest(${split('keys')}, ${split('values')}) as entry(key, value) order by entry.key collate "C"`,
      )
      .onConflictDoNothing()
      .returning({ key: kvEntries.key, bytes: kvEntryBytes.as('bytes') }),
  );
  const grown = db.$with('grown').as(
    db
      .insert(kvUsage)
      .select(
        sql`select owner.id, count(*), sum(written.bytes), ${given('maxKeys')}::integer, ${given('maxBytes')}::bigint from owner, written group by owner.id`,
      )
      .onConflictDoUpdate({
        target: kvUsage.userId,
        set: {
          keys: sql`${kvUsage.keys} + excluded.keys`,
          bytes: sql`${kvUsage.bytes} + excluded.bytes`,
          maxKeys: sql`excluded.max_keys`,
          maxBytes: sql`excluded.max_bytes`,
        },
      })
      .returning({ userId: kvUsage.userId }),
  );
  const write = db
    .with(owner, written, grown)
    .select({ written: sql<string>`sorted.written`, ignored: sql<string>`sorted.ignored` })
    .from(
      sql`owner, (select ${listed('written.key is not null')} as written, ${listed('written.key is null')} as ignored from ${asked} left join written on written.key = asked.key) as sorted`,
    )
    .prepare('kv_write');

  // "offset 0" has each key looked up: for the pieces of a batch Postgres would read all entries of the account each time.
  const entry = sql`lateral (select ${kvEntries.value} from ${kvEntries} where ${kvEntries.userId} = ${given('owner')} and ${kvEntries.key} = asked.key offset 0) as entry`;
  const found = db.$with('found').as(
    db
      .select({
        key: sql`asked.key`.as('key'),
        n: sql`asked.n`.as('n'),
        value: sql`entry.value`.as('value'),
      })
      .from(sql`${asked} left join ${entry} on true`),
  );
  const read = db
    .with(found)
    .select({
      absent: sql<string>`(select ${listed('asked.value is null')} from found as asked)`,
      bytes: sql<number>`measured.bytes`,
      // Measured before they are put together: neither Postgres nor web is to hold more.
      members: sql<
        string | null
      >`case when measured.bytes <= ${given('most')}::bigint then (select coalesce(string_agg(key || ':' || value, ',' order by n), '') from found) end`,
    })
    .from(sql`(select coalesce(sum(octet_length(value)), 0)::float8 as bytes from found) as measured`)
    .prepare('kv_read');

  const locked = db.$with('locked').as(
    db
      .select({ key: kvEntries.key })
      .from(kvEntries)
      .where(and(eq(kvEntries.userId, ownerId), sql`${kvEntries.key} = any(${split('keys')})`))
      .orderBy(kvEntries.key)
      .for('update'),
  );
  const deleted = db.$with('deleted').as(
    db
      .delete(kvEntries)
      .where(and(eq(kvEntries.userId, ownerId), sql`${kvEntries.key} = any(array(select key from locked))`))
      .returning({ key: kvEntries.key, bytes: kvEntryBytes.as('bytes') }),
  );
  const shrunk = db.$with('shrunk').as(
    db
      .update(kvUsage)
      .set({
        keys: sql`${kvUsage.keys} - (select count(*) from deleted)`,
        bytes: sql`${kvUsage.bytes} - (select coalesce(sum(bytes), 0) from deleted)`,
      })
      .where(eq(kvUsage.userId, ownerId))
      .returning({ userId: kvUsage.userId }),
  );
  const remove = db
    .with(owner, locked, deleted, shrunk)
    .select({ deleted: listed('deleted.key is not null'), absent: listed('deleted.key is null') })
    .from(sql`${asked} left join deleted on deleted.key = asked.key`)
    .prepare('kv_delete');

  return { write, read, remove };
}
