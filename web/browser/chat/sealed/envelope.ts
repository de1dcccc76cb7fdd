import { fromBase64url, toBase64url } from './base64url.ts';
import { pad, SIZES, unpad } from './padding.ts';
import { uuidBytes } from './room-key.ts';

const PREFIX = 'lantern-sealed:1.';
/** In bytes. */
const NONCE_SIZE = 12;
const TAG_SIZE = 16;

/** What an envelope is bound to beside the key: it opens as nobody else's and in no other room. */
export interface Sender {
  /** UUIDs. */
  roomId: string;
  userId: string;
}

/** What an envelope is before anybody has a key to it: its random nonce and what was encrypted. */
export interface Envelope {
  nonce: Uint8Array<ArrayBuffer>;
  sealed: Uint8Array<ArrayBuffer>;
}

/**
 * Seals a text with AES-256-GCM.
 *
 * @param key see `sealingKeyOf`
 * @param text the content as JSON
 * @returns the text that travels; undefined when the content is too long
 */
export async function seal(key: CryptoKey, sender: Sender, text: string): Promise<string | undefined> {
  const padded = pad(text);
  if (!padded) return undefined;
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_SIZE));
  const sealed = new Uint8Array(await crypto.subtle.encrypt(cipher(nonce, sender), key, padded));
  const bytes = new Uint8Array(NONCE_SIZE + sealed.length);
  bytes.set(nonce);
  bytes.set(sealed, NONCE_SIZE);
  return PREFIX + toBase64url(bytes);
}

/** @returns undefined for a text that is no envelope at all, `truncated` for one that is not as long as an envelope */
export function readEnvelope(text: string): Envelope | 'truncated' | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  const bytes = fromBase64url(text.slice(PREFIX.length));
  const size = (bytes?.length ?? 0) - NONCE_SIZE - TAG_SIZE;
  if (!bytes || !SIZES.some((each) => each === size)) return 'truncated';
  return { nonce: bytes.slice(0, NONCE_SIZE), sealed: bytes.slice(NONCE_SIZE) };
}

/** @returns what was sealed; undefined when this key and this sender did not seal it, or it was changed since */
export async function open(
  key: CryptoKey,
  sender: Sender,
  { nonce, sealed }: Envelope,
): Promise<string | undefined> {
  try {
    return unpad(new Uint8Array(await crypto.subtle.decrypt(cipher(nonce, sender), key, sealed)));
  } catch {
    return undefined;
  }
}

function cipher(iv: Uint8Array<ArrayBuffer>, { roomId, userId }: Sender): AesGcmParams {
  const additionalData = new Uint8Array([...uuidBytes(roomId), ...uuidBytes(userId)]);
  return { name: 'AES-GCM', iv, additionalData, tagLength: 8 * TAG_SIZE };
}
