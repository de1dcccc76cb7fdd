import { sign, verifiedValue } from './signature.ts';

/** In milliseconds: how long a token is valid, and how much faster the clock may be that it was made by. */
const VALID_FOR = 60_000;

/** The header of `GET /health/proxy` that carries a token. */
export const PROBE_HEADER = 'x-lantern-probe';

/**
 * A token with which the console's `doctor` asks web how it sees a request.
 *
 * @param key `proxyProbe` of `deriveSecrets`
 * @param now milliseconds since 1970
 */
export const probeToken = (key: Buffer, now: number): string => sign(String(now), key);

/**
 * Whether this key made the token at most a minute ago.
 *
 * @param now milliseconds since 1970
 */
export function isProbeToken(text: string, key: Buffer, now: number): boolean {
  const value = verifiedValue(text, key);
  return value !== undefined && Math.abs(now - Number(value)) <= VALID_FOR;
}
