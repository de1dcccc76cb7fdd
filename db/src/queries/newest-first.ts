import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';

/**
 * The order of an index in which drizzle has a column `desc()`, within the columns before it: nulls come last there. Postgres sorts all
 * rows for an order that differs in this alone, also where there are no nulls.
 */
export const newestFirst = (column: SQLWrapper): SQL => sql`${column} desc nulls last`;
