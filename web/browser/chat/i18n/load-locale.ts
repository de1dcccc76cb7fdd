import { findPart } from '../dom/elements.ts';
import type { PageLocale } from './translator.ts';

/**
 * Loads the locale of a room page: its tag, and the texts that its script writes, which the page names in its head.
 *
 * @throws when the texts cannot be loaded
 */
export async function loadLocale(page: Document): Promise<PageLocale> {
  const { href } = findPart(page, 'texts', HTMLLinkElement);
  const response = await fetch(href);
  if (!response.ok) throw new Error(`${href} answered ${response.status}`);
  return { tag: page.documentElement.lang, texts: await response.json() };
}
