import { isVisible } from '@lantern/service/text';
import { z } from 'zod';
import { type Restriction, restrictions } from '../permissions.ts';
import { displayedName } from '../text/displayed-name.ts';

/** A film as a file tells of it. */
export type Film = {
  externalId: string;
  title: string;
  year: number | undefined;
  /** Who may be in its room; undefined: the file says nothing of it. */
  access: Access | undefined;
};

/** What a row tells of: a film, or what is wrong with it. */
export type ReadFilm = { film: Film } | { reason: string };

/** The right that it takes to enter, and why in a word or two. */
export type Access = { restriction: string | null; label: string | null };

/** What a label stands for that comes without a right. */
const [USUAL] = restrictions satisfies readonly Restriction[];

const empty = (value: unknown) => (value === '' ? null : value);
const spaced = z.string('has to be text');

/** Compared as it is: rooms are known by it, and what they were known by stays. */
const externalId = z
  .string()
  .trim()
  .refine(isVisible, { error: 'required', abort: true })
  .refine((text) => [...text].length <= 200, { error: 'is longer than 200 characters', abort: true })
  .refine((text) => text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), 'name_unprintable')
  .transform((text) => text.normalize('NFC'));

const NO_YEAR = 'has to be a number of four digits';

const schema = z.object({
  external_id: z
    .union([z.string(), z.int()], 'has to be text or a whole number')
    .transform(String)
    .pipe(externalId),
  title: spaced.pipe(displayedName(1000, 'is longer than 1000 characters')),
  year: z
    .preprocess(
      empty,
      z
        .union([z.int(), z.string().trim().regex(/^\d+$/, NO_YEAR)], NO_YEAR)
        .transform(Number)
        .refine((year) => year >= 1000 && year <= 9999, NO_YEAR)
        .nullable(),
    )
    .optional(),
  restriction: z
    .preprocess(empty, z.enum(restrictions, `has to be ${restrictions.join(' or ')}, or empty`).nullable())
    .optional(),
  restriction_label: z
    .preprocess(empty, spaced.pipe(displayedName(50, 'is longer than 50 characters')).nullable())
    .optional(),
});

/** The fields of a film. */
export const fieldNames = Object.keys(schema.shape);
export const requiredFields = ['external_id', 'title'];

/** `displayedName` names rules, which the website has texts for in every locale. */
const RULES: Record<string, string> = {
  required: 'is missing',
  name_unprintable: 'has characters that cannot be shown',
};

/**
 * @param fields by their names; an empty text is the same as null
 * @param ignored names of fields that may be there and mean nothing
 * @returns the film, or what is wrong
 */
export function readFilm(fields: Record<string, unknown>, ignored: ReadonlySet<string>): ReadFilm {
  const strange = Object.keys(fields).find((name) => !fieldNames.includes(name) && !ignored.has(name));
  // A misspelt restriction would open a room to everybody.
  if (strange !== undefined) return { reason: `has a field that is not known: ${JSON.stringify(strange)}` };
  const missing = requiredFields.find((name) => fields[name] === undefined || fields[name] === null);
  if (missing) return { reason: `${missing} is missing` };
  const { data, error } = schema.safeParse(fields);
  if (error) {
    const [issue] = error.issues;
    return { reason: `${String(issue?.path[0])} ${RULES[issue?.message ?? ''] ?? issue?.message}` };
  }
  const { external_id: externalId, title, year, restriction, restriction_label: label } = data;
  if (label && restriction === null)
    return { reason: 'restriction_label is given where restriction is empty' };
  const told = restriction !== undefined || label !== undefined;
  const right = restriction ?? (label ? USUAL : null);
  const access = told ? { restriction: right, label: label ?? null } : undefined;
  return { film: { externalId, title, year: year ?? undefined, access } };
}
