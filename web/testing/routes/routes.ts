import { readFileSync } from 'node:fs';
import type { TestSite } from '../website.ts';

/**
 * Every page as web/src/website/page-routes.ts lists it, so that a test of all of them holds for the next one too.
 *
 * @param id what stands for `:room`, `:user` and the like
 */
export function pageRoutes(id: string): { method: string; path: string }[] {
  const text = readFileSync(new URL('../../src/website/page-routes.ts', import.meta.url), 'utf8');
  const table = [...text.matchAll(/^ +\['(get|post)', '([^']+)'/gm)];
  return table.map(([, method = '', path = '']) => ({ method, path: path.replace(/:\w+/g, id) }));
}

/** Everything that the database holds, sessions apart: a visit begins or renews one. */
export async function contentOf({ connection }: TestSite): Promise<Record<string, unknown[]>> {
  const { rows } = await connection.query(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> 'session'`,
  );
  const content: Record<string, unknown[]> = {};
  for (const { name } of rows)
    content[String(name)] = (await connection.query(`select t::text from "${name}" t order by t::text`)).rows;
  return content;
}
