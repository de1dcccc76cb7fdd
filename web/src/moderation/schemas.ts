import { cleanName, isShowable } from '@lantern/service/text';
import { z } from 'zod';
import { continuation, pageSchema } from '../paging.ts';

/** In characters. */
const LONGEST_REASON = 300;
const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
const LONGEST_BAN = 366 * DAY;
const LONGEST_MUTE = 30 * DAY;
/** As chat takes it: MAX_SLOW_MODE of its protocol. */
const LONGEST_WAIT = 6 * 60 * MINUTE;

const reason = z
  .string('invalid')
  .refine((text) => text.length <= 20 * LONGEST_REASON, { error: 'reason_too_long', abort: true })
  .transform(cleanName)
  .refine((text) => [...text].length <= LONGEST_REASON, { error: 'reason_too_long', abort: true })
  .refine(isShowable, 'name_unprintable')
  .transform((text) => text || null)
  .nullable()
  .default(null);

const login = z
  .string('invalid')
  .trim()
  .min(1, 'required')
  .refine((typed) => typed.length <= 254 && !typed.includes('\0'), 'invalid');

/** Whom it is done to: either of the two. */
const whom = { user_id: z.uuid('invalid').optional(), login: login.optional() };
type Whom = { user_id?: string | undefined; login?: string | undefined };
const namesOne = ({ user_id, login }: Whom) => (user_id === undefined) !== (login === undefined);
const NOT_ONE = { path: ['user_id'], error: 'required' };

const banSeconds = z.int('invalid').min(MINUTE, 'duration').max(LONGEST_BAN, 'duration').nullable();
const muteSeconds = z.int('duration').min(MINUTE, 'duration').max(LONGEST_MUTE, 'duration');

export const removal = z.strictObject({ ...whom, reason }).refine(namesOne, NOT_ONE);
export const ban = z
  .strictObject({ ...whom, reason, seconds: banSeconds.describe('null: for good') })
  .refine(namesOne, NOT_ONE);
export const mute = z.strictObject({ ...whom, reason, seconds: muteSeconds }).refine(namesOne, NOT_ONE);
export const slowMode = z.strictObject({
  seconds: z.int('invalid').min(0, 'wait').max(LONGEST_WAIT, 'wait').describe('0: nobody waits'),
});

/** A number that a form holds; empty is null. */
const typedSeconds = z
  .string('invalid')
  .transform((typed) =>
    typed.trim() === '' ? null : /^\d{1,9}$/.test(typed.trim()) ? Number(typed) : Number.NaN,
  );

const named = { user: z.uuid('invalid').optional(), login: login.optional(), from: z.string().optional() };
/** The same as forms send them. What one button needs comes along with every other. */
export const actForms = {
  remove: z.object({ ...named, reason }),
  ban: z.object({ ...named, reason, seconds: typedSeconds.pipe(banSeconds) }),
  mute: z.object({ ...named, reason, seconds: typedSeconds.pipe(muteSeconds) }),
  other: z.object(named),
};
export const slowModeForm = z.object({ seconds: typedSeconds.pipe(slowMode.shape.seconds) });

/** Where a page of bans or mutes goes on: the moment and the account of the last one before. */
const position = z
  .string('invalid')
  .regex(/^\d{1,14}\.[\da-f-]{36}$/, 'invalid')
  .transform((text) => ({ at: new Date(Number(text.split('.')[0])), userId: String(text.split('.')[1]) }))
  .refine(({ userId }) => z.uuid().safeParse(userId).success, 'invalid');

export const listQuery = z.strictObject({
  after: position.optional().describe('`next` of the page before'),
});
export const listPageQuery = z.object({ after: position.optional().catch(undefined) });
export const logQuery = continuation;

const person = z.strictObject({
  id: z.uuid(),
  name: z.string().describe('what the room calls them'),
  login: z.string().nullable(),
});

export const listReply = z.strictObject({
  items: z.array(
    z.strictObject({
      user: person,
      at: z.iso.datetime(),
      until: z.iso.datetime().nullable().describe('null: for good'),
      reason: z.string().nullable(),
      by: person.nullable().describe('null: the account was deleted'),
    }),
  ),
  next: z.string().nullable(),
});

export const logReply = pageSchema(
  z.strictObject({
    id: z.uuid(),
    at: z.iso.datetime(),
    act: z.string(),
    actor: person.nullable().describe('null: the account was deleted'),
    user: person.nullable().describe('null: it was about the room, or the account was deleted'),
    reason: z.string().nullable().describe('why; of a setting, what it was set to'),
    until: z.iso.datetime().nullable(),
  }),
);

export const moderatorsReply = z.strictObject({
  items: z.array(z.strictObject({ user: person, since: z.iso.datetime() })),
});

export const cardReply = z.strictObject({
  user: person,
  role: z.enum(['owner', 'moderator', 'member']).nullable(),
  since: z.iso.datetime().describe('when the account was made'),
  muted_until: z.iso.datetime().nullable().describe('null: not muted, or you may not know'),
  banned: z.boolean().describe('false also if you may not know'),
  may: z.array(z.string()).describe('what you may do to them: remove, ban, mute, name_moderator, …'),
});
