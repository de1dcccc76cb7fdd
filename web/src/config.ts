import { alsoWhenInvalid, commaList, logLevel, port, readEnvironment } from '@lantern/service/environment';
import { metricsVariables } from '@lantern/service/metrics';
import { redisUrl } from '@lantern/service/redis-url';
import { z } from 'zod';
import { KV_QUOTA } from './limits/limits.ts';
import { DEFAULT_LOCALE, LOCALES } from './locales/locales.ts';
import { HISTORY_DAYS } from './retention/index.ts';
import { examineWithProviders, readWithProviders } from './social/variables.ts';

export { examineWithProviders, readWithProviders, withProviders } from './social/variables.ts';

/** A secret that guards everything must not be a placeholder somebody forgot to replace. */
export const lanternSecret = z
  .string()
  .refine(
    (text) => Buffer.byteLength(text) >= 32,
    'must be at least 32 bytes: openssl rand -base64 48 makes one',
  )
  .refine((text) => new Set(text).size >= 10, 'must be random: openssl rand -base64 48 makes one');

export const publicUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });

/** Multiplies the limits on sign-in, sign-up and rooms, not that on codes: above 1 where many people share an address. */
export const rateLimitFactor = z.coerce.number().positive();

export const localeVariables = {
  /** The locale for readers who name no language, or a neighbour of its language. */
  DEFAULT_LOCALE: z
    .string()
    .prefault(DEFAULT_LOCALE)
    .pipe(z.enum(LOCALES, `must be a folder of web/locales: ${LOCALES.join(', ')}`)),
};

const lifetime = z.coerce.number().int().positive();

/** How long people stay signed in on the pages: without a request, and at most. */
export const sessionVariables = {
  SESSION_IDLE_SECONDS: lifetime.default(60 * 60),
  SESSION_ABSOLUTE_SECONDS: lifetime.default(24 * 60 * 60),
};

/** No sign-in lasts longer, and its row says whether it goes on (docs/decisions/0027). */
const LONGEST_SIGN_IN_DAYS = 30;

export const retentionVariables = {
  SIGN_INS_KEPT_DAYS: z.coerce.number().int().min(LONGEST_SIGN_IN_DAYS).max(36_500).default(HISTORY_DAYS),
};

/** Mail is sent with all of these or not at all. */
export const mailVariables = {
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// address' }).optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^([^<>\r\n]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
      'must be an e-mail address, or: Name <address>',
    )
    .optional(),
};

/** How much each account may keep in the key-value store. */
const most = z.coerce.number().int().nonnegative();
export const kvVariables = {
  KV_MAX_KEYS: most.max(2_147_483_647).default(KV_QUOTA.keys),
  KV_MAX_BYTES: most.default(KV_QUOTA.bytes),
};

/** Without a key the site knows no weather. */
export const weatherVariables = {
  OPENWEATHERMAP_API_KEY: z.string().optional(),
  OPENWEATHERMAP_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .default('https://api.openweathermap.org/data/2.5/weather'),
};

/** Memberships are sold with the first three of these or not at all. */
export const stripeVariables = {
  STRIPE_SECRET_KEY: z.string().optional(),
  STRIPE_WEBHOOK_SECRET: z.string().optional(),
  STRIPE_PRICE_ID: z.string().optional(),
  STRIPE_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .default('https://api.stripe.com'),
};

type StripeValues = {
  [Name in 'STRIPE_SECRET_KEY' | 'STRIPE_WEBHOOK_SECRET' | 'STRIPE_PRICE_ID' | 'PUBLIC_URL']?:
    | string
    | undefined;
};

/** A check of a schema with these variables: one of them needs the others. */
export const stripeIsWhole = z.superRefine<StripeValues>((values, { addIssue }) => {
  const names = ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_PRICE_ID'] as const;
  const given = names.filter((name) => values[name]);
  if (given.length === 0) return;
  // Taken from a request, it would be for a stranger to choose where somebody comes out who has paid.
  for (const name of [...names, 'PUBLIC_URL'] as const)
    if (!values[name])
      addIssue({ code: 'custom', path: [name], message: `is required with ${given.join(' and ')}` });
}, alsoWhenInvalid);

type MailValues = {
  SMTP_URL?: string | undefined;
  MAIL_FROM?: string | undefined;
  PUBLIC_URL?: string | undefined;
};

/** A check of a schema with these variables: what SMTP_URL needs beside it. */
export const mailIsWhole = z.superRefine<MailValues>((values, { addIssue }) => {
  const need = (name: keyof MailValues, why: string) => {
    if (values.SMTP_URL && !values[name])
      addIssue({ code: 'custom', path: [name], message: `is required with SMTP_URL: ${why}` });
  };
  need('MAIL_FROM', 'whom mail comes from');
  // Taken from a request, it would be for a stranger to choose where somebody's link leads.
  need('PUBLIC_URL', 'where the links in mail lead');
}, alsoWhenInvalid);

const schema = z.object({
  PORT: port.default(8081),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: publicUrl.optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' }),
  REDIS_URL: redisUrl,
  LANTERN_SECRET: lanternSecret,
  TRUSTED_PROXIES: commaList.default([]),
  RATE_LIMIT_FACTOR: rateLimitFactor.default(1),
  ...localeVariables,
  ...sessionVariables,
  ...retentionVariables,
  ...mailVariables,
  ...kvVariables,
  ...weatherVariables,
  ...stripeVariables,
  ...metricsVariables,
  LOG_LEVEL: logLevel.default('info'),
});

/** Whoever learns a password of the database, of Redis or of the mail server must not be able to sign tokens with it. */
const separate = z.refine<Partial<z.infer<typeof schema>>>(
  ({ LANTERN_SECRET: secret, DATABASE_URL, REDIS_URL, SMTP_URL }) =>
    !secret ||
    [DATABASE_URL, REDIS_URL, SMTP_URL].every(
      (url = '') => !url.includes(secret) && !url.includes(encodeURIComponent(secret)),
    ),
  {
    path: ['LANTERN_SECRET'],
    error: 'is a password already: openssl rand -base64 48 makes one of its own',
    ...alsoWhenInvalid,
  },
);

const whole = schema.check(separate, mailIsWhole, stripeIsWhole);

/** @throws EnvironmentError naming every variable that is missing or wrong */
export const readConfig = (env: NodeJS.ProcessEnv) => readWithProviders(whole, env);

/** For who looks for mistakes: what is right, and every mistake. */
export const examineConfig = (env: NodeJS.ProcessEnv) => examineWithProviders(whole, env);

const consoleSchema = schema
  .pick({ DATABASE_URL: true, LANTERN_SECRET: true, PUBLIC_URL: true })
  .extend({ REDIS_URL: schema.shape.REDIS_URL.optional() });

/** What the console needs of the same variables. @throws EnvironmentError */
export const readConsoleConfig = (env: NodeJS.ProcessEnv) => readEnvironment(consoleSchema, env);
