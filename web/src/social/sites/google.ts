import type { OpenIdSite } from './site.ts';

/** https://developers.google.com/identity/openid-connect/openid-connect: `prompt=login` is an error there. */
export const google: OpenIdSite = {
  protocol: 'openid',
  issuer: 'https://accounts.google.com',
  again: { prompt: 'select_account' },
};
