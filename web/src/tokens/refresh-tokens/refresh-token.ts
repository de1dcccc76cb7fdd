import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Caller } from '../../accounts/index.ts';

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

/** The pair that takes a refresh token's place. */
export type Successor = {
  refreshToken: string;
  /** Of the access token beside it. */
  id: string;
  /** Seconds since 1970. */
  issuedAt: number;
};

/** @returns what `successorOf` derives a pair from; in it is when that pair was made */
export function newSeed(now = Date.now()): string {
  return `${Math.floor(now / 1000)}.${randomBytes(16).toString('base64url')}`;
}

/**
 * Always the same pair for the same token and seed: whoever did not hear the answer is told it again, though it is kept
 * nowhere. Who reads the database has the seed and not the token, who finds a used token has no seed.
 */
export function successorOf(token: string, seed: string): Successor {
  return {
    refreshToken: keyed(token, 'refresh token', seed).toString('base64url'),
    id: uuidOf(keyed(token, 'access token', seed)),
    issuedAt: Number(seed.split('.', 1)[0]),
  };
}

/** Tells whether it is the same client again, to whoever has the token. */
export function clientMark(token: string, { ip, userAgent }: Caller): string {
  return keyed(token, 'client', `${ip ?? ''}\n${userAgent}`).toString('base64url');
}

function keyed(token: string, purpose: string, text: string): Buffer {
  return createHmac('sha256', token).update(`${purpose}\n${text}`).digest();
}

/** Version 8: of a maker's own making (RFC 9562, 5.8). */
function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** When the tokens of a family that begins now end. */
export function firstExpiry(now = Date.now()): { expiresAt: Date; familyExpiresAt: Date } {
  return { expiresAt: nextExpiry(now), familyExpiresAt: new Date(now + FAMILY_LIFE_MS) };
}

export function nextExpiry(now = Date.now()): Date {
  return new Date(now + LIFE_MS);
}
