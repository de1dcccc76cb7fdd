import type { RequestHandler } from 'express';
import { JWKS_MAX_AGE, type SigningKeys } from '../../tokens/index.ts';

/** `GET /.well-known/jwks.json`: the keys that tokens are checked with (RFC 7517). */
export function jwks(keys: SigningKeys): RequestHandler {
  return (_req, res) => {
    res
      .type('application/jwk-set+json')
      .set('Cache-Control', `public, max-age=${JWKS_MAX_AGE}`)
      .send(JSON.stringify(keys.jwks));
  };
}
