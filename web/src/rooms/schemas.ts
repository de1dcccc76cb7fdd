import { cleanName, isVisible } from '@lantern/service/text';
import { z } from 'zod';
import { continuation, pageSchema } from '../paging.ts';
import { restrictions } from '../permissions.ts';
import { displayedName } from '../text/displayed-name.ts';

const characters = (text: string) => [...text].length;

/** The right that it takes to enter; null: none. */
const restriction = z.enum(restrictions, 'invalid').nullable();

/** 32 bytes as base64url, of whose last character two bits are not used. */
const checkValue = z
  .string('required')
  .regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/, 'invalid')
  .describe(
    'the check value of the key, which is made by the client and never sent: see docs/sealed-rooms.md',
  );

export const sealed = z.strictObject({ check: checkValue }, 'invalid').nullable();

export const newRoom = z.strictObject({
  name: displayedName(100, 'room_name_too_long'),
  restriction: restriction.default(null),
  visibility: z
    .enum(['listed', 'unlisted'], 'invalid')
    .default('listed')
    .describe('unlisted: only who has the link finds it'),
  entry: z
    .enum(['everybody', 'members'], 'invalid')
    .default('everybody')
    .describe('members: only the owner and who was invited enter and find it'),
  sealed: sealed
    .default(null)
    .describe('the server relays what it cannot read; this cannot be changed later'),
});

/** The same as the form sends it: its script has made a key, and sends the check value. */
export const newRoomForm = newRoom.extend({
  sealed: checkValue
    .transform((check) => ({ check }))
    .nullable()
    .default(null),
});

export type NewRoom = z.output<typeof newRoom>;

export const roomChange = z.strictObject({ restriction });

const searchText = z
  .string('invalid')
  .refine((text) => text.length <= 2000, { error: 'search_too_long', abort: true })
  .transform(cleanName)
  .refine((text) => isVisible(text), { error: 'search_too_short', abort: true })
  .refine((text) => characters(text) <= 100, 'search_too_long');

export const search = z.object({ q: searchText });

const yes = z.literal('true', 'invalid').optional();

/** Exactly one of `mine=true`, `starred=true`, `live=true` and `q`. */
export const roomListQuery = z
  .strictObject({ mine: yes, starred: yes, live: yes, q: searchText.optional(), ...continuation.shape })
  .superRefine(({ after, ...which }, { addIssue }) => {
    const named = Object.entries(which).filter(([, value]) => value !== undefined);
    const [second] = named[1] ?? [];
    if (named.length === 0) addIssue({ code: 'custom', path: ['q'], message: 'required' });
    else if (second !== undefined)
      addIssue({ code: 'custom', path: [named[0]?.[0] ?? ''], message: 'invalid' });
    else if (which.live && after !== undefined)
      addIssue({ code: 'custom', path: ['after'], message: 'invalid' });
  });

/** A room as programs see it. */
export const room = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  created_at: z.iso.datetime(),
  restriction: z.string().nullable().describe('the right that it takes to enter'),
  restriction_label: z.string().nullable().describe('why it is restricted, in a word or two'),
  sealed: sealed.describe('null: the room is not sealed'),
  people: z
    .int()
    .min(0)
    .nullable()
    .describe(
      'how many people are in it now; null: not known at the moment, or not told to who may not enter',
    ),
});

/** What `room_name_taken` says beside what all problem documents say. */
export const takenNameMembers = {
  room_id: z
    .uuid()
    .optional()
    .describe('of room_name_taken: the room of that name, if it is one that you find'),
};

/** What `room_banned` says beside what all problem documents say. */
export const banMembers = {
  reason: z.string().nullable().optional().describe('of room_banned: what whoever banned you wrote'),
  until: z.iso.datetime().nullable().optional().describe('of room_banned: null for good'),
};

export const roomListReply = pageSchema(room).extend({
  found: z
    .strictObject({
      count: z.int().min(0),
      more: z.boolean().describe('whether there are more than this: nobody waits for a large number'),
    })
    .optional()
    .describe('of a search: how many rooms there are, of all pages'),
});
