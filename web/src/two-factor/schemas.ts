import { z } from 'zod';
import { currentPassword } from '../accounts/index.ts';

const typed = z
  .string('required')
  .trim()
  .max(64, 'code_wrong')
  .describe('Six digits of the app, or a recovery code');
const code = typed.min(1, 'required');

/** The code that finishes a sign-in. */
export const signInCode = z.strictObject({ code });

/** Of the app that is being set up: a recovery code would confirm nothing. */
export const confirmation = z.strictObject({ code: code.describe('Six digits of the app') });

/** Shows that it is still the person who sits there. What of it is needed, depends on what they have. */
export const reauthentication = z.strictObject({ current_password: currentPassword, code: typed.optional() });
export type Reauthentication = z.output<typeof reauthentication>;

export const setup = z.strictObject({
  secret: z.string().describe('Base32, for apps that read no QR codes'),
  uri: z.string().describe('otpauth://'),
  qr_svg: z.string(),
});

export const recoveryCodes = z.strictObject({ recovery_codes: z.array(z.string()) });

export const state = z.strictObject({
  enabled: z.boolean(),
  since: z.iso.datetime().nullable(),
  recovery_codes_left: z.int(),
  required: z.boolean().describe('Whether I have rights that can be used with it only'),
});
