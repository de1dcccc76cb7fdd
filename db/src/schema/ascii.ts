import { type SQLWrapper, sql } from 'drizzle-orm';

/**
 * A text with A–Z in small letters and all else as it is. Without the collation it would be what the database's locale calls
 * small, which under Turkish is a dotless letter for each I.
 */
export const asciiLower = (text: SQLWrapper) => sql`lower(${text} collate "C")`;
