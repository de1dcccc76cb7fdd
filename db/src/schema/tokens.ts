import type { JsonWebKey } from 'node:crypto';
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { moment } from './moment.ts';
import { users } from './people.ts';

/** Keys that sign tokens. The private half is encrypted with a key derived from LANTERN_SECRET. */
export const signingKeys = pgTable('signing_keys', {
  kid: text('kid').primaryKey(),
  publicJwk: jsonb('public_jwk').$type<JsonWebKey>().notNull(),
  privateKeyEncrypted: text('private_key_encrypted').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** Refresh tokens of programs, by SHA-256: what is read here cannot be used. Used ones stay until they expire, to be recognised. */
export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    tokenHash: text('token_hash').primaryKey(),
    /** All that came of one sign-in. */
    familyId: uuid('family_id').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    signInEpoch: integer('sign_in_epoch').notNull(),
    expiresAt: moment('expires_at').notNull(),
    /** The end of the whole family, however often it is renewed. */
    familyExpiresAt: moment('family_expires_at').notNull(),
    usedAt: moment('used_at'),
    /**
     * Of a used one: what its successor, and the access token beside it, are derived from together with the token itself, so
     * that whoever lost the answer gets the same again. By itself it says nothing.
     */
    successorSeed: text('successor_seed'),
    /** Of a used one: by which client, as an HMAC under the token. */
    usedBy: text('used_by'),
    /** Whether the sign-in that it came of passed a second factor. */
    secondFactor: boolean('second_factor').notNull().default(false),
  },
  (table) => [
    index('refresh_tokens_family_id').on(table.familyId),
    index('refresh_tokens_user_id').on(table.userId),
    index('refresh_tokens_expires_at').on(table.expiresAt),
  ],
);

/**
 * The ids of pending sign-ins that were used, until they would have expired anyway. The table is named for an earlier use: it holds
 * no revoked tokens.
 */
export const revokedTokens = pgTable(
  'revoked_tokens',
  {
    userId: uuid('user_id').notNull(),
    jti: uuid('jti').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.jti] }),
    index('revoked_tokens_expires_at').on(table.expiresAt),
  ],
);

/** Where express-session's records live when there is no Redis (connect-pg-simple's own table shape). */
export const session = pgTable(
  'session',
  {
    sid: text('sid').primaryKey(),
    sess: jsonb('sess').notNull(),
    expire: timestamp('expire', { precision: 6 }).notNull(),
  },
  (table) => [index('session_expire').on(table.expire)],
);
