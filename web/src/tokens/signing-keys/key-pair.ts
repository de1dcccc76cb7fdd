import { StartError } from '@lantern/service/lifecycle';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { decrypt, encrypt } from '../../crypto/encryption.ts';
import type { NewSigningKey } from '../repository.ts';

export const ALGORITHM = 'EdDSA';

/**
 * A new Ed25519 pair as it is stored.
 *
 * @param encryptionKey 32 bytes, guards the private half
 */
export async function generateKey(encryptionKey: Buffer): Promise<NewSigningKey> {
  const pair = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  const publicJwk = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  const secret = JSON.stringify(await exportJWK(pair.privateKey));
  return {
    kid,
    publicJwk: publicJwk as NewSigningKey['publicJwk'],
    privateKeyEncrypted: encrypt(secret, encryptionKey, kid),
  };
}

/** @throws StartError when LANTERN_SECRET is not the one that the key was encrypted with */
export async function privateKey(row: NewSigningKey, encryptionKey: Buffer): Promise<CryptoKey> {
  let jwk: JWK;
  try {
    jwk = JSON.parse(decrypt(row.privateKeyEncrypted, encryptionKey, row.kid));
  } catch {
    throw new StartError('LANTERN_SECRET is not the one this database was made with: use that one');
  }
  return (await importJWK(jwk, ALGORITHM)) as CryptoKey;
}
