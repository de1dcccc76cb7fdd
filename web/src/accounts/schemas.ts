import { cleanName } from '@lantern/service/text';
import { z } from 'zod';
import { LOCALES } from '../locales/locales.ts';
import { pageSchema } from '../paging.ts';
import { displayedName } from '../text/displayed-name.ts';
import { readEmail } from '../text/email-address.ts';
import {
  type KnownOfPerson,
  MOST_UNITS,
  PASSWORD_LENGTH,
  passwordRules,
} from './passwords/password-rules.ts';

/** The rule that a value breaks which is not empty: of a union itself there is nothing to tell. */
const whyNot: z.core.$ZodErrorMap<z.core.$ZodIssueInvalidUnion> = ({ errors }) =>
  errors?.at(-1)?.[0]?.message ?? 'invalid';

const optional = <Schema extends z.ZodType<string>>(schema: Schema) =>
  z.union([z.literal('').transform(() => undefined), schema], { error: whyNot }).optional();

const email = z
  .string('required')
  .trim()
  .min(1, 'required')
  .max(254, 'email_invalid')
  .transform((typed, { issues }) => {
    const email = readEmail(typed);
    if (email === undefined) issues.push({ code: 'custom', message: 'email_invalid', input: typed });
    return email ?? typed;
  });

const login = z.string('invalid').regex(/^[A-Za-z0-9]{2,64}$/, 'login_invalid');

/** A first or a last name: letters with their marks, and between them what names are put together with. */
const name = z
  .string('invalid')
  .max(640, 'name_invalid')
  .transform(cleanName)
  .refine(
    (text) => /^(?:[\p{L}\p{M}'\u2019\u02BC -]|\u200C|\u200D){1,32}$/u.test(text) && /\p{L}/u.test(text),
    'name_invalid',
  );

/** What others see of a person: any script, digits and signs too. */
const shownName = displayedName(50, 'display_name_too_long');

/** 8–64 characters of any script, as people count them: code points. Spaces count and are kept. */
export const newPassword = z
  .string('required')
  .min(1, 'required')
  .max(MOST_UNITS, { error: 'password_too_long', abort: true })
  .normalize('NFC')
  .refine((text) => [...text].length >= PASSWORD_LENGTH.least, { error: 'password_too_short', abort: true })
  .refine((text) => [...text].length <= PASSWORD_LENGTH.most, { error: 'password_too_long', abort: true })
  .refine((text) => text.isWellFormed() && !text.includes('\0'), { error: 'invalid', abort: true })
  .refine(passwordRules.both_cases, 'password_needs_both_cases')
  .refine(passwordRules.digit, 'password_needs_digit')
  .refine(passwordRules.special, 'password_needs_special')
  .refine(passwordRules.uncommon, 'password_common');

/** Whether a password holds what everybody knows of its person. */
export const holdsName = (password: string, person: KnownOfPerson): boolean =>
  !passwordRules.impersonal(password, person);

const account = z.strictObject({
  email,
  password: newPassword,
  login: optional(login),
  display_name: optional(shownName),
  first_name: optional(name),
  last_name: optional(name),
});

/** A new account. The password must not hold what everybody knows of the person: the login or the e-mail. */
export const signUp = account.refine((input) => !holdsName(input.password, input), {
  path: ['password'],
  error: 'password_personal',
});
export type SignUp = z.output<typeof signUp>;

/** The same of who has another way in than a password. */
export const newAccount = account.omit({ password: true });
export type NewAccount = z.output<typeof newAccount>;

/**
 * `email` is an e-mail address or a login; the form and the API call it by the first. It may be any text: a name that no account has
 * is answered as wrong, not as malformed.
 */
export const credentials = z.strictObject({
  email: z.string('required').trim().min(1, 'required'),
  password: z.string('required').min(1, 'required'),
});
export type Credentials = z.output<typeof credentials>;

const locale = z.enum(LOCALES, 'unknown');

/** Whether it is needed is for `Confirm` to say: an account may have none. */
export const currentPassword = optional(z.string('invalid'));

/** What is named is changed, what is null is taken away. */
export const profileChange = z.strictObject({
  email: email.optional(),
  login: login.nullable().optional(),
  display_name: shownName
    .nullable()
    .optional()
    .describe(
      'What others see, 1–50 characters; null: first and last name, else the login, else “Guest” and four digits',
    ),
  first_name: name.nullable().optional(),
  last_name: name.nullable().optional(),
  locale: locale.nullable().optional().describe('The language of the pages; null: the browser’s'),
  current_password: currentPassword.describe('Needed to change the e-mail or the login'),
});
export type ProfileChange = z.output<typeof profileChange>;

const orNone = <Schema extends z.ZodType<string>>(schema: Schema) =>
  z.union([z.literal('').transform(() => null), schema], { error: whyNot }).optional();

/** The same as a form sends it: a field that was emptied is taken away, a password that was not typed is none. */
export const profileForm = profileChange.extend({
  login: orNone(login),
  display_name: orNone(shownName),
  first_name: orNone(name),
  last_name: orNone(name),
  locale: orNone(locale),
});

export const passwordChange = z.strictObject({
  current_password: currentPassword,
  new_password: newPassword,
});
export const accountDeletion = z.strictObject({ current_password: currentPassword });

/** The same as the form sends it: that one knows what goes is said with a tick. */
export const deletionForm = accountDeletion.extend({ understood: z.literal('yes', 'required') });

export type PasswordChange = z.output<typeof passwordChange>;

/** The account as its owner sees it. */
export const user = z.strictObject({
  id: z.uuid(),
  email: z.string(),
  login: z.string().nullable(),
  display_name: z.string().nullable(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  locale: locale.nullable(),
  email_verified: z.boolean().describe('Whether somebody who reads mail to the e-mail has said so'),
  email_pending: z.string().nullable().describe('The e-mail that the account gets when its link is used'),
});

export const signInListReply = pageSchema(
  z.strictObject({
    id: z.uuid(),
    at: z.iso.datetime(),
    ip: z.string().nullable(),
    user_agent: z.string(),
    method: z
      .enum(['password', 'totp', 'recovery_code', 'social', 'passkey', 'reset', 'console'])
      .describe('The last step: totp and recovery_code come after a password or an account elsewhere'),
    outcome: z.enum([
      'success',
      'wrong_password',
      'wrong_code',
      'disabled',
      'two_factor_reset',
      'passkey_copied',
    ]),
  }),
);
