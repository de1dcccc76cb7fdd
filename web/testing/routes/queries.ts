/** A key that everybody in here has a value under, as an address names it. */
export const STORED_KEY = Buffer.from('"kept"').toString('base64url');

/** With what some pages and calls are asked for; `:name` is filled in. */
export const QUERY: Record<string, string> = {
  'GET /settings/data/value': `?key=${STORED_KEY}`,
  'GET /rooms': '?q=harbour',
  'GET /weather': '?city=Moscow',
  'GET /search': '?q=harbour',
  'GET /password-reset': '?token=:reset',
  'GET /email/confirm': '?token=:link',
  'GET /email/undo': '?token=:link',
};

/** Answered before the letter is written that they ask for. */
export const LETTERS = new Set(['POST /auth/forgot-password', 'POST /forgot-password']);

/** Sent by who is not signed in. */
export const STRANGERS = new Set([
  'POST /signup',
  'POST /login',
  'POST /login/code',
  'POST /login/passkey/options',
  'POST /login/passkey',
  'POST /forgot-password',
  'POST /password-reset',
  'POST /email/confirm',
  'POST /email/undo',
  'GET /oauth/:provider/callback',
  'GET /signup/provider',
  'POST /signup/provider',
]);

/** Made by who has no rights: administrators cannot. */
export const MEMBERS = new Set(['DELETE /users/me/two-factor', 'POST /settings/two-factor/off']);
