import { cleanName, isShowable } from '@lantern/service/text';
import { z } from 'zod';
import { roomChange, sealed } from '../rooms/index.ts';
import { displayedName } from '../text/displayed-name.ts';

const LONGEST_DESCRIPTION = 300;

/** Each line is cleaned as a name is. Line breaks stay, one empty line at most between others; an empty text is none. */
const description = z
  .string('invalid')
  .refine((text) => text.length <= 20 * LONGEST_DESCRIPTION, { error: 'description_too_long', abort: true })
  .transform(cleanLines)
  .refine((text) => [...text].length <= LONGEST_DESCRIPTION, 'description_too_long')
  .refine((text) => text.split('\n').every(isShowable), 'name_unprintable')
  .transform((text) => text || null)
  .nullable();

const settings = {
  name: displayedName(100, 'room_name_too_long'),
  description,
  visibility: z.enum(['listed', 'unlisted'], 'invalid').describe('unlisted: only who has the link finds it'),
  entry: z
    .enum(['everybody', 'members'], 'invalid')
    .describe('members: only the owner and who was invited enter and find it'),
};

/** Any of them. `restriction` takes rights of its own, and goes alone: one of two changes might be made and the other refused. */
export const roomSettings = z
  .strictObject({ ...settings, ...roomChange.shape })
  .partial()
  .refine((change) => Object.keys(change).length > 0, { path: ['name'], error: 'required' })
  .refine(({ restriction, ...others }) => restriction === undefined || Object.keys(others).length === 0, {
    path: ['restriction'],
    error: 'restriction_alone',
  });

/** The same as the form sends it: all that the owner may set. */
export const roomSettingsForm = z.strictObject(settings);

export type RoomSettings = Omit<z.output<typeof roomSettings>, 'restriction'>;

export const roomDetails = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  description: z.string().nullable(),
  created_at: z.iso.datetime(),
  visibility: z.enum(['listed', 'unlisted']),
  entry: z.enum(['everybody', 'members']),
  slow_mode_seconds: z.int(),
  restriction: z.string().nullable(),
  restriction_label: z.string().nullable(),
  sealed: sealed.describe('null: the room is not sealed; set when it is created and never changed'),
  role: z.enum(['owner', 'moderator', 'member']).nullable().describe('what I am in it'),
  owner_id: z.uuid(),
  offered_to: z.uuid().nullable().describe('to whom its owner wants to hand it over; told to both of them'),
});

export const transfer = z
  .strictObject({
    user_id: z.uuid('invalid').optional(),
    login: z
      .string('invalid')
      .trim()
      .min(1, 'required')
      .max(254, 'invalid')
      .refine((typed) => !typed.includes('\0'), 'invalid')
      .optional(),
  })
  .refine(({ user_id, login }) => (user_id === undefined) !== (login === undefined), {
    path: ['user_id'],
    error: 'required',
  });

export const transferForm = z.strictObject({
  login: z
    .string('required')
    .trim()
    .min(1, 'required')
    .max(254, 'invalid')
    .refine((typed) => !typed.includes('\0'), 'invalid'),
});

function cleanLines(text: string): string {
  const lines = text.split(/\r\n?|\n/).map(cleanName);
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
