import { sql } from 'drizzle-orm';
import { bigint, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { asciiLower } from './ascii.ts';
import { moment } from './moment.ts';
import { users } from './people.ts';

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
  /** Since when sign-ins ask for it: a secret that takes the place of another does not begin that anew. */
  onSince: moment('on_since'),
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

/** Accounts elsewhere that let a person in. Whose one is, the issuer and the subject say together and nothing else does. */
export const socialAccounts = pgTable(
  'social_accounts',
  {
    /** Who vouches: an OpenID provider's issuer, or the address of a site that speaks plain OAuth 2.0. */
    issuer: text('issuer').notNull(),
    /** Who it is there. */
    subject: text('subject').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The configured provider that it was linked through. */
    provider: text('provider').notNull(),
    /** What the provider calls the account, for its owner to recognise. */
    name: text('name'),
    linkedAt: moment('linked_at').notNull().defaultNow(),
    lastUsedAt: moment('last_used_at'),
  },
  (table) => [
    primaryKey({ columns: [table.issuer, table.subject] }),
    uniqueIndex('social_accounts_user_id_issuer').on(table.userId, table.issuer),
  ],
);

/** Passkeys (WebAuthn credentials): public keys whose private halves never leave the person's devices. */
export const passkeys = pgTable(
  'passkeys',
  {
    /** The credential's id, base64url. */
    id: text('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** COSE, base64url. */
    publicKey: text('public_key').notNull(),
    /** Signatures made, as the authenticator counts; 0 for ever from those that do not. */
    counter: bigint('counter', { mode: 'number' }).notNull(),
    transports: text('transports').array().notNull(),
    name: text('name').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    lastUsedAt: moment('last_used_at'),
  },
  (table) => [index('passkeys_user_id').on(table.userId)],
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
    /** The address that it was mailed to: whoever has it reads that mailbox. Null: it was given by hand. */
    mailedTo: text('mailed_to'),
  },
  (table) => [index('password_resets_user_id').on(table.userId)],
);

/** Links that were mailed to an address about that address, by SHA-256 of what the link holds. Each is good once. */
export const emailLinks = pgTable(
  'email_links',
  {
    tokenHash: text('token_hash').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** To verify the address of the account, to give it this one instead, or to give it back the one that it had. */
    purpose: text('purpose', { enum: ['verify', 'change', 'undo'] }).notNull(),
    /** The address that the link was mailed to. */
    email: text('email').notNull(),
    /** Of a change: the person's epoch when it was asked for. A new password ends what was asked for before it. */
    signInEpoch: integer('sign_in_epoch').notNull(),
    /** Of one to undo a change: when it was made. */
    createdAt: moment('created_at').notNull().defaultNow(),
    /** To undo a change: since when the address was verified. */
    verifiedAt: moment('verified_at'),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [
    index('email_links_user_id').on(table.userId),
    index('email_links_email').on(asciiLower(table.email)),
    index('email_links_expires_at').on(table.expiresAt),
  ],
);
