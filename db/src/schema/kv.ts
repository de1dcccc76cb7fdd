import { sql } from 'drizzle-orm';
import { bigint, check, customType, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { moment } from './moment.ts';
import { users } from './people.ts';

/** Compared byte by byte: only in that order does an index find what begins with a text. */
const plainText = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/**
 * What people keep under keys of their own. Both columns hold JSON text, byte for byte as it was sent (`"a"`, `1e400`): json
 * and jsonb would change or refuse some of it (docs/decisions/0019).
 */
export const kvEntries = pgTable(
  'kv_entries',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** As `JSON.stringify` writes it, quotes and all: then every string is a key, one with NUL or half a character too. */
    key: plainText('key').notNull(),
    value: text('value').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.key] })],
);

/** Of a row of `kv_entries`: what it counts for. */
export const kvEntryBytes = sql<number>`octet_length(${kvEntries.key}) + octet_length(${kvEntries.value})`;

/** How much somebody keeps, in step with `kv_entries`. */
export const kvUsage = pgTable(
  'kv_usage',
  {
    userId: uuid('user_id')
      .primaryKey()
      .references(() => users.id, { onDelete: 'cascade' }),
    keys: integer('keys').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** What was allowed when it last grew: the check below stops a statement that would write more, whoever else writes. */
    maxKeys: integer('max_keys').notNull(),
    maxBytes: bigint('max_bytes', { mode: 'number' }).notNull(),
  },
  (table) => [
    check('kv_usage_quota', sql`${table.keys} <= ${table.maxKeys} and ${table.bytes} <= ${table.maxBytes}`),
  ],
);
