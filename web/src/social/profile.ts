import { z } from 'zod';
import { newAccount } from '../accounts/index.ts';
import { displayedName } from '../text/displayed-name.ts';
import type { Reported } from './sites/site.ts';

/** What is known of somebody who comes from a provider, to fill in their form with. */
export type Profile = {
  email?: string | undefined;
  login?: string | undefined;
  first_name?: string | undefined;
  last_name?: string | undefined;
  /** What they will know the account there by. */
  name?: string | undefined;
};

const accountName = displayedName(100, 'invalid');

/** OpenID Connect Core, 2: at most 255 ASCII characters. Some sites count their people instead. */
const subject = z.union([
  z.string().regex(/^[\x20-\x7e]{1,255}$/),
  // Of a greater one JSON has lost digits already: two people would be one.
  z.int().nonnegative().transform(String),
]);

/** @returns undefined for what cannot tell people apart */
export const readSubject = (given: unknown): string | undefined => subject.safeParse(given).data;

/** Keeps what an account here may hold. The rest is left out, and whoever signs up types it. */
export function readProfile({ email, login, firstName, lastName, name }: Reported): Profile {
  const { email: mail, ...optional } = newAccount.shape;
  const profile: Profile = {
    email: valid(mail, email),
    login: valid(optional.login, login),
    first_name: valid(optional.first_name, firstName),
    last_name: valid(optional.last_name, lastName),
  };
  const known = [login, profile.email, name].map((each) => valid(accountName, each));
  return { ...profile, name: known.find((each) => each !== undefined) };
}

const valid = <Value>(schema: z.ZodType<Value>, given: unknown): Value | undefined =>
  schema.safeParse(given).data;
