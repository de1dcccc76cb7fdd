import { carriedKey } from '../../site/carried-key.ts';
import { checkValueOf, keyInFragment } from './room-key.ts';
import { type KeyOwner, storedKey } from './stored-key.ts';

/**
 * Looks for a room's key in the address of this page, in the browser, and in what the tab has carried through a sign-in.
 *
 * @param check the room's check value
 * @returns the key; `wrong` if the address has one that is not the room's
 */
export async function findRoomKey(owner: KeyOwner, check: string): Promise<string | 'wrong' | undefined> {
  const inAddress = keyInFragment(location.hash);
  for (const key of [inAddress, storedKey(owner).read(), carriedKey.read()])
    if (typeof key === 'string' && (await isKeyOf(key, check))) return key;
  return location.hash.startsWith('#k=') ? 'wrong' : undefined;
}

/** @returns whether a key is the one of the room with this check value */
export async function isKeyOf(key: string, check: string): Promise<boolean> {
  return keyInFragment(`#k=${key}`) !== undefined && (await checkValueOf(key)) === check;
}

/** Keeps the key in the browser, and in the address, which is the link that others need. */
export function keepKey(owner: KeyOwner, key: string): void {
  storedKey(owner).write(key);
  carriedKey.write(undefined);
  if (location.hash !== `#k=${key}`) history.replaceState(history.state, '', `#k=${key}`);
}
