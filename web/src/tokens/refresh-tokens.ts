import { createHash, randomBytes } from 'node:crypto';

const DAY_MS = 24 * 60 * 60 * 1000;
const LIFE_MS = 7 * DAY_MS;
/** However often it is renewed, after this a person signs in again. */
const FAMILY_LIFE_MS = 30 * DAY_MS;

/** 256 random bits: nothing to read in it and nothing to guess. */
export function newRefreshToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: refreshTokenHash(token) };
}

/** What the database knows a token by. Random already, so that a plain hash keeps it as secret as a slow one. */
export function refreshTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** When the tokens of a family that begins now end. */
export function firstExpiry(now = Date.now()): { expiresAt: Date; familyExpiresAt: Date } {
  return { expiresAt: nextExpiry(now), familyExpiresAt: new Date(now + FAMILY_LIFE_MS) };
}

export function nextExpiry(now = Date.now()): Date {
  return new Date(now + LIFE_MS);
}
