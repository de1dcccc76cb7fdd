import { z } from 'zod';
import { MAX_KEY_BYTES } from './batches/batch.ts';

/** Bodies and replies of batches are described by these and read by `batch.ts`: what they hold is any JSON. */
export const entries = z.strictObject({ data: z.record(z.string(), z.unknown()) });
export const keys = z.strictObject({ keys: z.array(z.string()) });
export const written = z.strictObject({ written: z.array(z.string()), ignored: z.array(z.string()) });
export const deleted = z.strictObject({ deleted: z.array(z.string()), absent: z.array(z.string()) });

/** What problem documents of batches say: which keys are meant, where the first stands, how much is kept. */
const amount = z.strictObject({ keys: z.number(), bytes: z.number() });
export const named = { keys: z.array(z.string()).optional(), pointer: z.string().optional() };
export const full = { used: amount.optional(), quota: amount.optional() };

/** The JSON text of a key in base64url: any key fits into an address, and into a form. */
export const cursor = z
  .string('invalid')
  .transform((text) => Buffer.from(text, 'base64url').toString())
  .refine(isKey, 'invalid');

/** A text that is not what `JSON.stringify` writes is no key, and may be one that the database takes for an error. */
function isKey(text: string): boolean {
  try {
    const key: unknown = JSON.parse(text);
    return typeof key === 'string' && JSON.stringify(key) === text;
  } catch {
    return false;
  }
}

export const cursorOf = (key: string) => Buffer.from(key).toString('base64url');

const prefix = z
  .string('invalid')
  .refine((text) => Buffer.byteLength(text) <= MAX_KEY_BYTES, 'key_too_long')
  .default('');

export const question = z.strictObject({ prefix, after: cursor.optional() });

/** The same of a page, which shows the beginning rather than nothing. */
export const pageQuestion = z.object({ prefix: prefix.catch(''), after: cursor.optional().catch(undefined) });
export const oneKey = z.object({ key: cursor });
/** One box that is ticked comes as a text, several as a list. */
export const chosenKeys = z.object({
  key: z
    .union([cursor.transform((key) => [key]), z.array(cursor)])
    .default([])
    .catch([]),
  prefix: prefix.catch(''),
});

export const listing = z.strictObject({
  items: z.array(z.strictObject({ key: z.string(), bytes: z.number(), created_at: z.iso.datetime() })),
  next: z.string().nullable(),
});
export const usage = z.strictObject({ used: amount, quota: amount });
