import { z } from 'zod';

/** Control characters, and those that turn the direction of the text after them, would spoil every list a name is in. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;
const VISIBLE = /[^\p{Z}\p{C}\p{M}]/u;

/**
 * A name that others read in lists: trimmed, in NFC, with something to see in it.
 *
 * @param longest in characters
 * @param tooLong the rule that a longer one breaks (`errors:fields.<code>`)
 */
export function displayedName(longest: number, tooLong: string) {
  return z
    .string('required')
    .trim()
    .refine((text) => VISIBLE.test(text), { error: 'required', abort: true })
    .refine((text) => [...text].length <= longest, { error: tooLong, abort: true })
    .refine((text) => text.isWellFormed() && !UNPRINTABLE.test(text), 'name_unprintable')
    .transform((text) => text.normalize('NFC'));
}
