import { StartError } from '@lantern/service/lifecycle';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import { decrypt, encrypt } from './encryption.ts';
import type { SigningKeyRepository, SigningKeyRow } from './repository.ts';

export const ALGORITHM = 'EdDSA';

export type SigningKeys = {
  /** The key that signs new tokens. */
  current: { kid: string; key: CryptoKey };
  /** What whoever checks tokens needs, and nothing that could make one (RFC 7517). */
  jwks: JSONWebKeySet;
};

/**
 * The keys kept in the database; the first start makes one.
 *
 * @param encryptionKey 32 bytes, guards the private halves
 * @throws StartError when LANTERN_SECRET is not the one that the keys were encrypted with
 */
export async function loadSigningKeys(
  keys: SigningKeyRepository,
  encryptionKey: Buffer,
): Promise<SigningKeys> {
  let rows = await keys.list();
  if (rows.length === 0) {
    await keys.insertFirst(await generateKey(encryptionKey));
    rows = await keys.list();
  }
  const [newest] = rows;
  if (!newest) throw new Error('the signing key that was just stored is not there');
  return {
    current: { kid: newest.kid, key: await privateKey(newest, encryptionKey) },
    jwks: {
      keys: rows.map((row) => ({ ...(row.publicJwk as JWK), kid: row.kid, alg: ALGORITHM, use: 'sig' })),
    },
  };
}

async function generateKey(encryptionKey: Buffer): Promise<Omit<SigningKeyRow, 'createdAt'>> {
  const pair = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  const publicJwk = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  const secret = JSON.stringify(await exportJWK(pair.privateKey));
  return {
    kid,
    publicJwk: publicJwk as SigningKeyRow['publicJwk'],
    privateKeyEncrypted: encrypt(secret, encryptionKey, kid),
  };
}

async function privateKey(row: SigningKeyRow, encryptionKey: Buffer): Promise<CryptoKey> {
  let jwk: JWK;
  try {
    jwk = JSON.parse(decrypt(row.privateKeyEncrypted, encryptionKey, row.kid));
  } catch {
    throw new StartError('LANTERN_SECRET is not the one this database was made with: use that one');
  }
  return (await importJWK(jwk, ALGORITHM)) as CryptoKey;
}
