import type { Page, Visitor } from '../../people/visitor.ts';
import type { TestParts } from '../../website.ts';

/**
 * Goes to a provider and lets it send the browser back.
 *
 * @param path of ours that leads there
 * @returns the local path with a query that the provider sends the browser to
 */
export async function goToProvider(visitor: Visitor, path: string): Promise<string> {
  const { location } = await visitor.get(path);
  if (!location?.startsWith('http')) throw new Error(`${path} leads to ${location}`);
  const { headers } = await fetch(location, { redirect: 'manual' });
  const { pathname, search } = new URL(headers.get('location') ?? '');
  return pathname + search;
}

/** There and back. */
export async function signInAt(visitor: Visitor, path: string): Promise<Page> {
  return visitor.get(await goToProvider(visitor, path));
}

/** There and back, and the form that makes an account, as it is filled in or with other fields. */
export async function signUpAt(
  visitor: Visitor,
  path: string,
  fields: Record<string, string>,
): Promise<Page> {
  const { location } = await signInAt(visitor, path);
  if (location !== '/signup/provider') throw new Error(`led to ${location}`);
  return visitor.submit(location, location, fields);
}

/** Links the accounts there that are called as people are here. */
export async function linkAll({ connection }: TestParts, issuer: string, people: string[]): Promise<void> {
  const values = `select $1::text, id, id::uuid, 'club' from unnest($2::text[]) id`;
  await connection.query(`insert into social_accounts (issuer, subject, user_id, provider) ${values}`, [
    issuer,
    people,
  ]);
}
