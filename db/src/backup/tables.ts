import type { Session } from './session.ts';

/**
 * Not in a backup: who is signed in, and links and ids that are valid once. A restored database must not know as valid what was
 * used, revoked or signed out since the backup was made.
 */
const LEFT_OUT = new Set(['session', 'refresh_tokens', 'revoked_tokens', 'password_resets']);

export type Table = { name: string; columns: string[] };

const COLUMNS = `
  select c.relname as name, array_to_json(array_agg(a.attname::text order by a.attnum))::text as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  group by c.relname order by c.relname`;

const REFERENCES = `
  select conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint
  where contype = 'f' and connamespace = 'public'::regnamespace and conrelid <> confrelid`;

/** The tables that a backup holds, each after those that it refers to. */
export async function tablesOf({ query }: Session): Promise<Table[]> {
  const { rows } = await query(COLUMNS);
  const references = (await query(REFERENCES)).rows;
  const left = rows
    .map(({ name, columns }) => ({ name: String(name), columns: JSON.parse(String(columns)) as string[] }))
    .filter(({ name }) => !LEFT_OUT.has(name));
  const ordered: Table[] = [];
  while (left.length > 0) {
    const isLeft = (name: unknown) => left.some((table) => table.name === name);
    const next = left.findIndex(
      ({ name }) => !references.some(({ from, to }) => from === name && isLeft(to)),
    );
    if (next < 0) throw new Error(`tables refer to each other: ${left.map(({ name }) => name).join(', ')}`);
    ordered.push(...left.splice(next, 1));
  }
  return ordered;
}

/** An identifier that was read from the catalogue or checked by the format. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
