import type { Logger } from '@lantern/service/log';
import { type CryptoKey, createLocalJWKSet, type JSONWebKeySet, type JWK, type JWTVerifyGetKey } from 'jose';
import type { SigningKeyRepository, SigningKeyRow } from '../repository.ts';
import { ALGORITHM, generateKey, privateKey } from './key-pair.ts';
import { RELOAD_SECONDS, schedule } from './key-schedule.ts';

export type SigningKeys = {
  /** The key that signs new tokens. Another one may after the next reload: do not keep it. */
  readonly current: { kid: string; key: CryptoKey };
  /** What whoever checks tokens needs, and nothing that could make one (RFC 7517). Changes as `current` does. */
  readonly jwks: JSONWebKeySet;
  /** The published key that a token names, for jose's `jwtVerify` in this process. */
  find: JWTVerifyGetKey;
  /** Looks into the database now; it happens by itself every `RELOAD_SECONDS`. */
  reload(): Promise<void>;
  close(): void;
};

/**
 * The keys kept in the database, kept up to date; the first start makes one.
 *
 * @param encryptionKey 32 bytes, guards the private halves
 * @param log told when the keys cannot be read again; those at hand go on
 * @throws StartError when LANTERN_SECRET is not the one that the keys were encrypted with
 */
export async function loadSigningKeys(
  keys: SigningKeyRepository,
  encryptionKey: Buffer,
  log: Logger,
): Promise<SigningKeys> {
  if ((await keys.list()).length === 0) await keys.insertFirst(await generateKey(encryptionKey));
  let held = await read(undefined);

  async function read(before: SigningKeys['current'] | undefined) {
    const { signing, published } = schedule(await keys.list());
    if (!signing) throw new Error('there is no signing key in the database');
    const jwks = { keys: published.map(publicPart) };
    const known = before?.kid === signing.kid ? before : undefined;
    const current = known ?? { kid: signing.kid, key: await privateKey(signing, encryptionKey) };
    return { current, jwks, find: createLocalJWKSet(jwks) };
  }

  const reload = async () => {
    held = await read(held.current);
  };
  const timer = setInterval(() => {
    reload().catch(() => log.warn('the signing keys cannot be read again: the ones at hand go on'));
  }, RELOAD_SECONDS * 1000).unref();

  return {
    get current() {
      return held.current;
    },
    get jwks() {
      return held.jwks;
    },
    find: (header, token) => held.find(header, token),
    reload,
    close: () => clearInterval(timer),
  };
}

function publicPart(row: SigningKeyRow): JWK {
  return { ...(row.publicJwk as JWK), kid: row.kid, alg: ALGORITHM, use: 'sig' };
}
