import { z } from 'zod';
import { currentPassword } from '../accounts/index.ts';
import { LanternError } from '../errors.ts';
import { displayedName } from '../text/displayed-name.ts';

/** What a browser sends is a few hundred bytes, with certificates some thousands. */
const MOST_CHARACTERS = 100_000;

const base64url = (longest: number) =>
  z
    .string()
    .regex(/^[\w-]*$/)
    .max(longest);

/** 16 to 1023 bytes (WebAuthn L3, 4: Credential ID), in base64url. */
export const credentialId = z.string().regex(/^[\w-]{22,1364}$/);

/** What both answers have. Browsers say more in theirs, and newer ones more again (L3, 5.5): that is passed over. */
const answer = z.object({ id: credentialId, rawId: credentialId, type: z.literal('public-key') });

const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;

/** RegistrationResponseJSON: a passkey that was made. */
export const newCredential = answer.extend({
  response: z.object({
    clientDataJSON: base64url(8192),
    attestationObject: base64url(65_536),
    transports: z
      .array(z.string().max(32))
      .max(16)
      .default([])
      .transform((named) => TRANSPORTS.filter((known) => named.includes(known))),
  }),
});
export type NewCredential = z.output<typeof newCredential>;

/** AuthenticationResponseJSON: a passkey that was used. */
export const assertion = answer.extend({
  response: z.object({
    clientDataJSON: base64url(8192),
    authenticatorData: base64url(8192),
    signature: base64url(8192),
    userHandle: base64url(88).nullish(),
  }),
});
export type Assertion = z.output<typeof assertion>;

/**
 * Reads what the page's script put into a form.
 *
 * @param schema `newCredential` or `assertion`
 * @param text JSON, untrusted
 * @throws LanternError `passkey_invalid`
 */
export function readAnswer<Schema extends z.ZodType>(schema: Schema, text: unknown): z.output<Schema> {
  try {
    if (typeof text === 'string' && text.length <= MOST_CHARACTERS) return schema.parse(JSON.parse(text));
  } catch {}
  throw new LanternError('passkey_invalid');
}

/** @returns the challenge that an answer says it is to, unchecked; undefined when it says nothing that can be read */
export function challengeIn(clientDataJSON: string): string | undefined {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString());
    return typeof challenge === 'string' ? challenge : undefined;
  } catch {
    return undefined;
  }
}

export const passkeyName = displayedName(64, 'passkey_name_too_long');
export const renaming = z.strictObject({ name: passkeyName });
export const removal = z.strictObject({ current_password: currentPassword });

export const passkeyListReply = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      created_at: z.iso.datetime(),
      last_used_at: z.iso.datetime().nullable(),
    }),
  ),
  next: z.null(),
});
