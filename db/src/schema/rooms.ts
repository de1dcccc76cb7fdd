import { type SQLWrapper, sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { moment } from './moment.ts';
import { users } from './people.ts';

/**
 * A search key, or a part of one, with a single letter for each of its characters: the last of what each was rewritten to.
 * Different keys may come out the same, so it finds candidates only; trigrams of it say far more than trigrams of the key,
 * where one Cyrillic letter is three. The pattern knows the LEADS and TAILS of service/src/text/search-key.ts.
 */
export const searchSketch = (key: SQLWrapper) =>
  sql`regexp_replace(${key}, '[A-M][N-Z]*([N-Z])', '\\1', 'g')`;

export const rooms = pgTable(
  'rooms',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    /** The name as searched and compared: `searchKey()` of @lantern/service/text. */
    searchKey: text('search_key').notNull(),
    /**
     * 0: nobody else may be called so. More: a room that had its name when another way of comparing made it that of an older
     * room. Less: the key is from before that, and is renewed at the next start (db/src/search-keys.ts); a process of an older
     * release still adds such rooms.
     */
    namesake: integer('namesake').notNull().default(-1),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** The right that it takes to enter, one of web/src/permissions.ts; null: none. */
    restriction: text('restriction'),
    /** Why, in a word or two that people read: «18+». */
    restrictionLabel: text('restriction_label'),
    /** What the room is called by the program that keeps it up to date; null: nobody but people does. */
    externalId: text('external_id'),
    /** The owner's description of the room. Null: there is none. */
    description: text('description'),
    /** `unlisted`: lists and search leave it out; whoever has the link enters. */
    visibility: text('visibility', { enum: ['listed', 'unlisted'] })
      .notNull()
      .default('listed'),
    /** `members`: only the owner and those in `room_members` enter, and only they see it in lists. */
    entry: text('entry', { enum: ['everybody', 'members'] })
      .notNull()
      .default('everybody'),
    /** Seconds that one person waits from one message to the next; 0: none. */
    slowModeSeconds: integer('slow_mode_seconds').notNull().default(0),
    /** The check value of a sealed room’s key (docs/sealed-rooms.md), set when the room is created; null: it is not sealed. */
    sealed: text('sealed'),
  },
  (table) => [
    uniqueIndex('rooms_external_id_key').on(table.externalId).where(sql`${table.externalId} is not null`),
    check(
      'rooms_restriction_label',
      sql`${table.restrictionLabel} is null or ${table.restriction} is not null`,
    ),
    check('rooms_visibility', sql`${table.visibility} in ('listed', 'unlisted')`),
    check('rooms_entry', sql`${table.entry} in ('everybody', 'members')`),
    check('rooms_sealed', sql`${table.sealed} ~ '^[A-Za-z0-9_-]{43}$'`),
    check('rooms_slow_mode_seconds', sql`${table.slowModeSeconds} between 0 and 21600`),
    uniqueIndex('rooms_search_key_key').on(table.searchKey, table.namesake),
    index('rooms_old_search_key').on(table.id).where(sql`${table.namesake} < 0`),
    index('rooms_search_sketch_trigrams').using('gin', sql`${searchSketch(table.searchKey)} gin_trgm_ops`),
    index('rooms_owner_id_id').on(table.ownerId, table.id.desc()),
  ],
);
