import type { RequestHandler } from 'express';
import { sign, verifiedValue } from '../../../crypto/signature.ts';
import type { OwnCookies } from './own-cookies.ts';

declare global {
  namespace Express {
    interface Request {
      /** What csurf derives the forms' tokens from, and checks them with. */
      formSecrets: { csrfSecret: string | undefined };
    }
  }
}

/**
 * Forms of who has signed in, or has begun to, belong to the session. Those of strangers belong to a signed cookie (a signed
 * double submit): their visits leave nothing behind here. Signed, so that nobody plants a secret of their own making;
 * another stranger's cookie cannot be planted over HTTPS, by `__Host-`.
 *
 * @param key signs the cookie
 */
export function formSecrets(cookies: OwnCookies, key: Buffer): RequestHandler {
  return (req, res, next) => {
    let strangers: string | undefined;
    req.formSecrets = {
      get csrfSecret() {
        if (req.session.csrfSecret) return req.session.csrfSecret;
        strangers ??= verifiedValue(cookies.read(req, 'form'), key);
        return strangers;
      },
      set csrfSecret(secret) {
        strangers = secret;
        if (secret !== undefined) cookies.set(res, 'form', { value: sign(secret, key) });
      },
    };
    next();
  };
}
