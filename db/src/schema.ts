import type { JsonWebKey } from 'node:crypto';
import { type SQLWrapper, sql } from 'drizzle-orm';
import {
  boolean,
  index,
  inet,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** Who a person is. E-mail and login are unique without regard to case. */
export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey(),
    email: text('email').notNull(),
    login: text('login'),
    passwordHash: text('password_hash').notNull(),
    firstName: text('first_name'),
    lastName: text('last_name'),
    /** The language this person reads; null: whatever their browser asks for. */
    locale: text('locale', { enum: ['ru', 'en'] }),
  },
  (table) => [
    uniqueIndex('users_email_key').on(sql`lower(${table.email})`),
    uniqueIndex('users_login_key').on(sql`lower(${table.login})`),
  ],
);

/** What the service keeps about a person: one row for each of `users`. */
export const userService = pgTable('user_service', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  isSuperuser: boolean('is_superuser').notNull().default(false),
  /** User agents this person may sign in with; empty: any. */
  allowedAgents: text('allowed_agents').array().notNull().default(sql`'{}'`),
  lastSignInAt: moment('last_sign_in_at'),
  createdAt: moment('created_at').notNull().defaultNow(),
  disabledAt: moment('disabled_at'),
  /** Goes up when everything this person is signed in with ends: sessions and tokens carry the number they began under. */
  signInEpoch: integer('sign_in_epoch').notNull().default(0),
});

/** Set on a row of `user_service`: ends everything that the person is signed in with. */
export const newSignInEpoch = { signInEpoch: sql`${userService.signInEpoch} + 1` };

/** The sign-in history: successes, and failures against an existing account. */
export const signIns = pgTable(
  'sign_ins',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    at: moment('at').notNull().defaultNow(),
    ip: inet('ip'),
    userAgent: text('user_agent').notNull(),
    /** By what the sign-in was made or failed: after a password the second factor, when there is one. */
    method: text('method', { enum: ['password', 'totp', 'recovery_code', 'reset', 'console'] }).notNull(),
    outcome: text('outcome', {
      enum: ['success', 'wrong_password', 'wrong_code', 'disabled', 'two_factor_reset'],
    }).notNull(),
    /** What a success began: a browser's session, or a family of refresh tokens. */
    sessionId: text('session_id'),
    familyId: uuid('family_id'),
  },
  (table) => [index('sign_ins_user_id_id').on(table.userId, table.id.desc())],
);

/**
 * The second factor of a person: a key that their app makes codes from (TOTP, RFC 6238), encrypted with a key derived from
 * LANTERN_SECRET. Every change of `secret` begins a new epoch.
 */
export const twoFactor = pgTable('two_factor', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  /** The one that sign-ins are checked with; null until the first one is confirmed. */
  secret: text('secret'),
  /** One that was shown and is not confirmed yet: good for nothing else. */
  newSecret: text('new_secret'),
  confirmedAt: moment('confirmed_at'),
  /** The time step of the last code that was accepted: no code of it or from before it is accepted again. */
  lastUsedStep: integer('last_used_step').notNull().default(0),
});

/** Of a row of `users`: whether the person's sign-in asks for a second factor. */
export const hasTwoFactor = sql<boolean>`exists(select from ${twoFactor} where ${twoFactor.userId} = ${users.id} and ${twoFactor.secret} is not null)`;

/** What lets a person in without their app, once each. By HMAC: what is read here cannot be used. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    hash: text('hash').notNull(),
    usedAt: moment('used_at'),
  },
  (table) => [primaryKey({ columns: [table.userId, table.hash] })],
);

/** Named sets of rights; a right is one of web/src/permissions.ts. */
export const roles = pgTable(
  'roles',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    permissions: text('permissions').array().notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex('roles_name_key').on(sql`lower(${table.name})`)],
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

/** Links that let somebody set a new password once, by SHA-256 of what the link holds. */
export const passwordResets = pgTable(
  'password_resets',
  {
    tokenHash: text('token_hash').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The person's epoch when the link was made: after any later change of password it is good for nothing. */
    signInEpoch: integer('sign_in_epoch').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [index('password_resets_user_id').on(table.userId)],
);

/**
 * A search key, or a part of one, with a single letter for each of its characters: the last of what each was rewritten to.
 * Different keys may come out the same, so it finds candidates only; trigrams of it say far more than trigrams of the key,
 * where one Cyrillic letter is three.
 */
export const searchSketch = (key: SQLWrapper) =>
  sql`regexp_replace(${key}, '[A-M][N-Z]*([N-Z])', '\\1', 'g')`;

export const rooms = pgTable(
  'rooms',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    /** The name as searched and compared: `searchKey()` of web/src/rooms/search-key.ts. Unique: names are. */
    searchKey: text('search_key').notNull(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('rooms_search_key_key').on(table.searchKey),
    index('rooms_search_sketch_trigrams').using('gin', sql`${searchSketch(table.searchKey)} gin_trgm_ops`),
    index('rooms_owner_id_id').on(table.ownerId, table.id.desc()),
  ],
);

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
    /** Whether the sign-in that it came of passed a second factor. */
    secondFactor: boolean('second_factor').notNull().default(false),
  },
  (table) => [
    index('refresh_tokens_family_id').on(table.familyId),
    index('refresh_tokens_user_id').on(table.userId),
  ],
);

/** Access tokens that were ended before their time, when there is no Redis to keep them. */
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
