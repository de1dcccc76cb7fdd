import { and, type Database, eq, gt, kvEntries, kvEntryBytes, kvUsage, sql, users } from '@lantern/db';

export type Quota = { keys: number; bytes: number };
/** JSON texts with U+001E between them. */
export type Texts = { keys: string; values: string };
export type KvRepository = ReturnType<typeof kvRepository>;

const given = sql.placeholder;
const split = (name: keyof Texts) => sql`string_to_array(${given(name)}, chr(30))`;
/** Those keys of a batch that a condition holds for, as a list in JSON, in the batch's order. */
const listed = (condition: string) =>
  sql<string>`'[' || coalesce(string_agg(asked.key, ',' order by asked.n) filter (where ${sql.raw(condition)}), '') || ']'`;
const asked = sql`unnest(${split('keys')}) with ordinality as asked(key, n)`;
const ownerId = sql`(select id from owner)`;

/**
 * A batch is one statement, and what it answers is JSON text already: neither keys nor values are looked at on the way. Who
 * writes or deletes locks the account first, as deleting an account does, then entries in the order of their keys, then what
 * is counted: so one waits for another, and never two for each other.
 */
export function kvRepository(db: Database) {
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

  const found = db.$with('found').as(
    db
      .select({ key: sql`asked.key`.as('key'), n: sql`asked.n`.as('n'), value: kvEntries.value })
      .from(asked)
      .leftJoin(kvEntries, and(eq(kvEntries.userId, given('owner')), eq(kvEntries.key, sql`asked.key`))),
  );
  const read = db
    .with(found)
    .select({
      absent: sql<string>`(select ${listed('asked.value is null')} from found as asked)`,
      // Measured before they are put together: neither Postgres nor web is to hold more.
      members: sql<
        string | null
      >`case when (select coalesce(sum(octet_length(value)), 0) from found) <= ${given('most')}::bigint then (select coalesce(string_agg(key || ':' || value, ',' order by n), '') from found) end`,
    })
    .from(sql`(select 1) as one`)
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
      .where(and(eq(kvEntries.userId, ownerId), sql`${kvEntries.key} in (select key from locked)`))
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

  return {
    /**
     * @returns lists of keys in JSON; undefined when the account has just been deleted
     * @throws the database's error of `kv_usage_quota` when it would be more than `quota`: then nothing is written
     */
    async write(id: string, texts: Texts, quota: Quota) {
      const values = { owner: id, ...texts, maxKeys: quota.keys, maxBytes: quota.bytes };
      const [reply] = await write.execute(values);
      return reply;
    },

    /**
     * @param most how many bytes the values may have together
     * @returns the members of an object in JSON, null when it would be more; and the list of keys that are absent
     */
    async read(id: string, keys: string, most: number) {
      const [reply] = await read.execute({ owner: id, keys, most });
      return reply;
    },

    /** @returns lists of keys in JSON */
    async delete(id: string, keys: string) {
      const [reply] = await remove.execute({ owner: id, keys });
      return reply;
    },

    async usage(id: string): Promise<Quota | undefined> {
      const [row] = await db
        .select({ keys: kvUsage.keys, bytes: kvUsage.bytes })
        .from(kvUsage)
        .where(eq(kvUsage.userId, id));
      return row;
    },

    /**
     * What is kept altogether, and a page of it by key.
     *
     * @param beginning of the keys' JSON text
     * @param after the key before, or ''
     */
    async list(id: string, beginning: string, after: string, limit: number) {
      const page = db
        .select({
          key: kvEntries.key,
          // Not `bytes`: drizzle names it without its table, and kv_usage has one too.
          bytes: kvEntryBytes.as('entry_bytes'),
          createdAt: kvEntries.createdAt,
        })
        .from(kvEntries)
        .where(and(eq(kvEntries.userId, id), sql`${kvEntries.key} ^@ ${beginning}`, gt(kvEntries.key, after)))
        .orderBy(kvEntries.key)
        .limit(limit)
        .as('page');
      return db
        .select({
          used: { keys: kvUsage.keys, bytes: kvUsage.bytes },
          entry: { key: page.key, bytes: page.bytes, createdAt: page.createdAt },
        })
        .from(users)
        .leftJoin(kvUsage, eq(kvUsage.userId, users.id))
        .leftJoin(page, sql`true`)
        .where(eq(users.id, id))
        .orderBy(page.key);
    },

    /** @param length of what is shown of the value, in characters */
    async find(id: string, key: string, length: number) {
      const [row] = await db
        .select({
          bytes: kvEntryBytes,
          whole: sql<boolean>`length(${kvEntries.value}) <= ${length}::integer`,
          beginning: sql<string>`left(${kvEntries.value}, ${length}::integer)`,
          createdAt: kvEntries.createdAt,
        })
        .from(kvEntries)
        .where(and(eq(kvEntries.userId, id), eq(kvEntries.key, key)));
      return row;
    },
  };
}
