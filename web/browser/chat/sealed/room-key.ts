import { fromBase64url, toBase64url } from './base64url.ts';

/** In bytes. */
const KEY_SIZE = 32;
const SEALING = 'lantern sealed v1';
const CHECK = 'lantern sealed check v1';
const utf8 = new TextEncoder();

/** Whether this page has the browser's cryptography: only pages over HTTPS and on the machine itself do. */
export const canSeal = (): boolean => globalThis.crypto?.subtle !== undefined;

/** @returns a new key as links carry it: 256 random bits as base64url */
export function newKey(): string {
  return toBase64url(crypto.getRandomValues(new Uint8Array(KEY_SIZE)));
}

/**
 * Finds the key in what somebody has pasted: a link to a room or an invite, its fragment, or the key alone.
 *
 * @returns undefined when there is no key in it
 */
export function findKey(text: string): string | undefined {
  const [, key = ''] = /(?:^|#k=)([A-Za-z0-9_-]+)$/.exec(text.trim()) ?? [];
  return fromBase64url(key)?.length === KEY_SIZE ? key : undefined;
}

/** @returns the key in the fragment of an address (`location.hash`); undefined when there is none */
export function keyInFragment(hash: string): string | undefined {
  return hash.startsWith('#k=') ? findKey(hash) : undefined;
}

/**
 * The value that tells whether a key is a room's, and nothing else about the key. Its salt is empty: the browser makes it before
 * the room has an id.
 *
 * @param key see {@link newKey}
 */
export async function checkValueOf(key: string): Promise<string> {
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8.encode(CHECK) },
    await imported(key),
    8 * KEY_SIZE,
  );
  return toBase64url(new Uint8Array(bits));
}

/**
 * The key that seals a room's messages.
 *
 * @param key see {@link newKey}
 * @param roomId the room's UUID
 */
export async function sealingKeyOf(key: string, roomId: string): Promise<CryptoKey> {
  const derivation = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: uuidBytes(roomId),
    info: utf8.encode(SEALING),
  };
  const use = { name: 'AES-GCM', length: 8 * KEY_SIZE };
  return crypto.subtle.deriveKey(derivation, await imported(key), use, false, ['encrypt', 'decrypt']);
}

/** The 16 bytes of a UUID (RFC 9562). */
export function uuidBytes(uuid: string): Uint8Array<ArrayBuffer> {
  const pairs = uuid.replaceAll('-', '').match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}

async function imported(key: string): Promise<CryptoKey> {
  const bytes = fromBase64url(key);
  if (bytes?.length !== KEY_SIZE) throw new Error('a key is 32 bytes as base64url');
  return crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits', 'deriveKey']);
}
