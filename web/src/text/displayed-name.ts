import { cleanName, isShowable, isVisible } from '@lantern/service/text';
import { z } from 'zod';

/** What is cleaned of it may make a name that is longer than it will be kept: but not without end. */
const MOST_UNITS_OF_A_CHARACTER = 20;

/**
 * A name that others read in lists, as `cleanName` makes it, with something to see in it and nothing that cannot be shown.
 *
 * @param longest in characters
 * @param tooLong the rule that a longer one breaks (`errors:fields.<code>`)
 */
export function displayedName(longest: number, tooLong: string) {
  return z
    .string('required')
    .refine((text) => text.length <= longest * MOST_UNITS_OF_A_CHARACTER, { error: tooLong, abort: true })
    .transform(cleanName)
    .refine(isVisible, { error: 'required', abort: true })
    .refine((text) => [...text].length <= longest, { error: tooLong, abort: true })
    .refine(isShowable, 'name_unprintable');
}
