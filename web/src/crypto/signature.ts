import { createHmac, timingSafeEqual } from 'node:crypto';

/** @returns the value with its HMAC-SHA-256 behind the last full stop; only `key` makes one that `verifiedValue` accepts */
export function sign(value: string, key: Buffer): string {
  return `${value}.${macOf(value, key).toString('base64url')}`;
}

/** @returns the value of a text that `sign` made with this key; undefined for anything else */
export function verifiedValue(text: string, key: Buffer): string | undefined {
  const at = text.lastIndexOf('.');
  const value = text.slice(0, Math.max(at, 0));
  // As text: base64url has several spellings of the same bytes, and one of them is ours.
  const [came, made] = [Buffer.from(text), Buffer.from(sign(value, key))];
  return came.length === made.length && timingSafeEqual(came, made) ? value : undefined;
}

const macOf = (value: string, key: Buffer) => createHmac('sha256', key).update(value).digest();
