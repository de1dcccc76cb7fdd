import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits in base64url. */
const TOKEN = /^[\w-]{43}$/;

export const newInviteToken = (): string => randomBytes(32).toString('base64url');

/**
 * What the database knows an invite by: what is read there opens no room.
 *
 * @param token untrusted
 * @returns SHA-256 in hexadecimal; undefined for what is no token of ours
 */
export function hashOfInvite(token: string): string | undefined {
  return TOKEN.test(token) ? createHash('sha256').update(token).digest('hex') : undefined;
}

/**
 * The address to give to somebody. The token is in the path, as people expect of an invite; logs leave it out
 * (http/logged-path.ts, nginx.conf).
 *
 * @param origin where people reach the site
 */
export const inviteUrl = (origin: string, token: string): string => `${origin}/invite/${token}`;
