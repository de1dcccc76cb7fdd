import { sql } from 'drizzle-orm';
import { boolean, index, inet, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { asciiLower } from './ascii.ts';
import { moment } from './moment.ts';

/** Who a person is. E-mail and login are unique without regard to the case of A–Z; an e-mail is kept as `readEmail` makes it. */
export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey(),
    email: text('email').notNull(),
    /** When somebody who reads that mailbox said so, by a link mailed there; null: nobody has. */
    emailVerifiedAt: moment('email_verified_at'),
    login: text('login'),
    /** Null: this person signs in otherwise only, by an account elsewhere or a passkey. */
    passwordHash: text('password_hash'),
    firstName: text('first_name'),
    lastName: text('last_name'),
    /** What others see of this person; null: first and last name, else the login, else a number. */
    displayName: text('display_name'),
    /** The tag of the locale this person reads; null: whatever their browser asks for. */
    locale: text('locale'),
  },
  (table) => [
    uniqueIndex('users_email_key').on(asciiLower(table.email)),
    uniqueIndex('users_login_key').on(asciiLower(table.login)),
  ],
);

/** What the service keeps about a person: one row for each of `users`. */
export const userService = pgTable('user_service', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  isSuperuser: boolean('is_superuser').notNull().default(false),
  /** Not used: nothing reads or writes it, and everybody may sign in with any user agent. */
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
    /** By what the sign-in was made or failed: of two factors the second. */
    method: text('method', {
      enum: ['password', 'totp', 'recovery_code', 'social', 'passkey', 'reset', 'console'],
    }).notNull(),
    outcome: text('outcome', {
      enum: ['success', 'wrong_password', 'wrong_code', 'disabled', 'two_factor_reset', 'passkey_copied'],
    }).notNull(),
    /** What a success began: a browser's session, or a family of refresh tokens. */
    sessionId: text('session_id'),
    familyId: uuid('family_id'),
    /** When what it began was ended before its time. Whatever carries this sign-in's id is good for nothing from then on. */
    endedAt: moment('ended_at'),
  },
  (table) => [
    index('sign_ins_user_id_id').on(table.userId, table.id.desc()),
    index('sign_ins_family_id').on(table.familyId).where(sql`${table.familyId} is not null`),
  ],
);
