import { z } from 'zod';

const code = z
  .string('required')
  .trim()
  .min(1, 'required')
  .max(64, 'code_wrong')
  .describe('Six digits of the app, or a recovery code');

/** The code that finishes a sign-in. */
export const signInCode = z.strictObject({ code });

/** Of the app that is being set up: a recovery code would confirm nothing. */
export const confirmation = z.strictObject({ code: code.describe('Six digits of the app') });

/** Shows that it is still the person who sits there. */
export const reauthentication = z.strictObject({
  current_password: z.string('required').min(1, 'required'),
  code,
});
export type Reauthentication = z.output<typeof reauthentication>;

/** Needed by who changes over to another app only. */
export const beginning = reauthentication.partial();
export type Beginning = z.output<typeof beginning>;

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
