import type { z } from 'zod';
import { type FieldErrors, LanternError } from '../../errors.ts';

/** zod passes over a key of this name; JSON.parse makes it an ordinary one, which a later copy would make a prototype. */
const PROTOTYPE = '__proto__';

/**
 * Checks input from outside. The schemas' messages are codes (`errors:fields.<code>`), so that people read them in their
 * own locale.
 *
 * @param schema of the whole input
 * @param input untrusted
 * @returns the parsed input
 * @throws LanternError `invalid_fields`, with the first broken rule of each field
 */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input ?? {});
  const poisoned = typeof input === 'object' && input !== null && Object.hasOwn(input, PROTOTYPE);
  if (result.success && !poisoned) return result.data;
  const fields: FieldErrors = Object.create(null);
  if (poisoned) fields[PROTOTYPE] = 'unknown';
  for (const issue of result.error?.issues ?? []) {
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) fields[key] ??= 'unknown';
    else fields[String(issue.path[0] ?? '')] ??= issue.message;
  }
  throw new LanternError('invalid_fields', { fields });
}
