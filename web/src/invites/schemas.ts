import { z } from 'zod';
import { pageSchema } from '../paging.ts';

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];
const USUAL = 7 * DAY;

/** What the form offers, in seconds and uses. */
export const EXPIRIES = [HOUR, DAY, USUAL, 30 * DAY];
export const USES = [1, 5, 25, 100];

const seconds = z
  .int('invalid')
  .min(MINUTE, 'invalid')
  .max(365 * DAY, 'invalid');
const uses = z.int('invalid').min(1, 'invalid').max(100_000, 'invalid').nullable();

export const newInvite = z.strictObject({
  expires_in: seconds.default(USUAL).describe('seconds'),
  max_uses: uses.default(null).describe('how many accounts it lets in; null: any number'),
});
export type NewInvite = z.output<typeof newInvite>;

/** The same as the form sends it: with texts, and an empty one for "any number". */
export const newInviteForm = z.strictObject({
  expires_in: z.string('invalid').transform(Number).pipe(seconds),
  max_uses: z
    .string('invalid')
    .transform((text) => (text === '' ? null : Number(text)))
    .pipe(uses),
});

/** An invite as programs see it. */
export const invite = z.strictObject({
  id: z.uuid(),
  created_at: z.iso.datetime(),
  created_by: z.uuid(),
  expires_at: z.iso.datetime(),
  max_uses: z.int().nullable(),
  uses: z.int(),
  revoked_at: z.iso.datetime().nullable(),
});

export const madeInvite = invite.extend({
  url: z.url().describe('told once: nobody can read it here later'),
});

export const inviteList = pageSchema(invite);

export const inviteToken = z.strictObject({
  token: z.string('required').min(1, 'required').max(200, 'invalid').describe('the last part of its address'),
});

/** What the link of an invite tells whoever holds it. */
export const invitation = z.strictObject({
  room: z.strictObject({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    people: z
      .int()
      .nullable()
      .describe('how many are in it now; null: not known at the moment, or not told of a restricted room'),
  }),
  invited_by: z.string().describe('the display name of who made the invite'),
  expires_at: z.iso.datetime(),
});

export const joined = z.strictObject({ room_id: z.uuid() });
