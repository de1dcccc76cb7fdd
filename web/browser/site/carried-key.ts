import { inTab } from '../storage.ts';

/**
 * The key of a sealed room that this tab has from a link, until the page of the room takes it: the forms of a sign-in and of an
 * invite lose the fragment of the address. It is in the tab alone, and the server never sees it.
 */
export const carriedKey = inTab<string>('sealed-key');

/** Keeps the key in the address of this page, if there is one. */
export function carryKey(): void {
  const [, key] = /^#k=([A-Za-z0-9_-]{43})$/.exec(location.hash) ?? [];
  if (key !== undefined) carriedKey.write(key);
}
