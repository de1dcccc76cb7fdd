import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { moment } from './moment.ts';
import { users } from './people.ts';

/** Named sets of rights; a right is one of web/src/permissions.ts. */
export const roles = pgTable(
  'roles',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    /** The name as compared; null and -1 until the next start: see `rooms`. */
    searchKey: text('search_key'),
    namesake: integer('namesake').notNull().default(-1),
    permissions: text('permissions').array().notNull(),
    /** What Lantern itself gives the role for, whatever it is called by now; null: people give it. */
    purpose: text('purpose', { enum: ['membership'] }),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('roles_name_key').on(table.searchKey, table.namesake),
    uniqueIndex('roles_purpose_key').on(table.purpose),
  ],
);

export const userRoles = pgTable(
  'user_roles',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    roleId: uuid('role_id')
      .notNull()
      .references(() => roles.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.roleId] }),
    index('user_roles_role_id').on(table.roleId),
  ],
);

/** Of a row of `users`: the rights that their roles give, all together. */
export const heldPermissions = sql<string[]>`array(
  select distinct unnest(${roles.permissions}) from ${userRoles} join ${roles} on ${roles.id} = ${userRoles.roleId}
  where ${userRoles.userId} = ${users.id})`;
