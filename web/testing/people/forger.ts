import { createHmac } from 'node:crypto';
import { type CryptoKey, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';

/** What a true access token for the API says, to be bent by whoever forges one. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

export function headerOf(token: string): JWTHeaderParameters {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
}

/** Signs whatever is asked for. */
export function sign(claims: object, header: JWTHeaderParameters, key: CryptoKey): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader(header).sign(key);
}

export const newKey = async () => (await generateKeyPair('EdDSA', { crv: 'Ed25519' })).privateKey;

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

export const unsigned = (claims: object, header: object) => `${encode(header)}.${encode(claims)}.`;

/** HS256 with the public key as its secret: what a checker does that lets the token choose the algorithm. */
export function hmacSigned(claims: object, header: object, secret: string): string {
  const text = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
