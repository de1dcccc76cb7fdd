import { z } from 'zod';
import { isCommonPassword } from './common-passwords.ts';

const optional = <Schema extends z.ZodType<string>>(schema: Schema) =>
  z.union([z.literal('').transform(() => undefined), schema]).optional();

const email = z
  .string('required')
  .trim()
  .min(1, 'required')
  .max(254, 'email_invalid')
  .pipe(z.email('email_invalid'));

const login = z.string('invalid').regex(/^[A-Za-z0-9]{2,64}$/, 'login_invalid');

const name = z
  .string('invalid')
  .trim()
  .regex(/^[\p{L}-]{2,32}$/u, 'name_invalid');

/** 8–64 characters of any script, as people count them: code points. Spaces count and are kept. */
const newPassword = z
  .string('required')
  .min(1, 'required')
  .refine((text) => [...text].length >= 8, { error: 'password_too_short', abort: true })
  .refine((text) => [...text].length <= 64, { error: 'password_too_long', abort: true })
  .refine((text) => text.isWellFormed() && !text.includes('\0'), { error: 'invalid', abort: true })
  .refine((text) => /\p{Ll}/u.test(text) && /\p{Lu}/u.test(text), 'password_needs_both_cases')
  .refine((text) => /\p{Nd}/u.test(text), 'password_needs_digit')
  .refine((text) => /[^\p{L}\p{N}]/u.test(text), 'password_needs_special')
  .refine((text) => !/lantern/i.test(text) && !isCommonPassword(text), 'password_common');

/** A new account. The password must not hold what everybody knows of the person: the login or the e-mail. */
export const signUp = z
  .strictObject({
    email,
    password: newPassword,
    login: optional(login),
    first_name: optional(name),
    last_name: optional(name),
  })
  .refine(
    ({ email, login, password }) => {
      const [mailbox = ''] = email.split('@');
      const known = [
        email,
        mailbox.length > 3 ? mailbox : undefined,
        login && login.length > 3 ? login : undefined,
      ];
      return !known.some((text) => text && password.toLowerCase().includes(text.toLowerCase()));
    },
    { path: ['password'], error: 'password_personal' },
  );
export type SignUp = z.output<typeof signUp>;

/** Anything that was typed may be tried: what is no account's is told as wrong, not as malformed. */
export const credentials = z.strictObject({
  email: z.string('required').trim().min(1, 'required'),
  password: z.string('required').min(1, 'required'),
});
export type Credentials = z.output<typeof credentials>;
