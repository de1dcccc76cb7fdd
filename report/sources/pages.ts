import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Section, sections } from '../../web/src/sections.ts';

/** `guard`: everyone, signedIn, or the permissions of which one is needed. */
export type PageRoute = { method: string; path: string; guard: string };

/**
 * Reads the pages of the website as web/src/website/page-routes.ts lists them: they are bound to services there, which the
 * report does not start a second time.
 *
 * @param root of the checkout
 * @throws Error when none is found
 */
export function pageRoutes(root: string): PageRoute[] {
  const text = readFileSync(join(root, 'web/src/website/page-routes.ts'), 'utf8');
  const rows = text.matchAll(/^ +\['(get|post)', '([^']+)', ([^\n]+), [\w.]+(?:\([^\n]*\))?\],$/gm);
  const routes = [...rows].map(([, method = '', path = '', guard = '']) => ({
    method: method.toUpperCase(),
    path,
    guard: readGuard(guard),
  }));
  if (routes.length === 0) throw new Error('web/src/website/page-routes.ts lists no page');
  return routes;
}

function readGuard(text: string): string {
  const section = /sections\.(\w+)/.exec(text)?.[1];
  if (section) return sections[section as Section].join(', ');
  if (text.includes('Object.values(sections)')) return Object.values(sections).flat().join(', ');
  return text.replace(/^permitted\((.*)\)$/, '$1').replaceAll("'", '');
}
