import { z } from 'zod';

const characters = (text: string) => [...text].length;

/** Control characters, and those that turn the direction of the text after them, would spoil every list a name is in. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;
const VISIBLE = /[^\p{Z}\p{C}\p{M}]/u;

export const newRoom = z.strictObject({
  name: z
    .string('required')
    .trim()
    .refine((text) => VISIBLE.test(text), { error: 'required', abort: true })
    .refine((text) => characters(text) <= 100, { error: 'room_name_too_long', abort: true })
    .refine((text) => text.isWellFormed() && !UNPRINTABLE.test(text), 'room_name_unprintable')
    .transform((text) => text.normalize('NFC')),
});

export const roomId = z.uuid();

const searchText = z
  .string('invalid')
  .trim()
  .refine((text) => characters(text) >= 6, 'search_too_short')
  .refine((text) => characters(text) <= 100, 'search_too_long');

export const search = z.object({ q: searchText });

/** A list's continuation: the id of the last room already seen. */
export const after = z.uuid().optional().catch(undefined);

/** Either `mine=true` or `q`. */
export const roomList = z
  .strictObject({
    mine: z.literal('true', 'invalid').optional(),
    q: searchText.optional(),
    after: z.uuid('invalid').optional(),
  })
  .refine(({ mine, q }) => mine || q !== undefined, { path: ['q'], error: 'required' })
  .refine(({ mine, q }) => !(mine && q !== undefined), { path: ['mine'], error: 'invalid' });

/** A room as programs see it. */
export const room = z.strictObject({ id: z.uuid(), name: z.string(), created_at: z.iso.datetime() });

export const roomPage = z.strictObject({ items: z.array(room), next: z.uuid().nullable() });
