import { fieldsOf, type OAuthSite } from './site.ts';

/**
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps (PKCE, `prompt`),
 * https://docs.github.com/en/apps/github-authentication-discovery-endpoints (the issuer, which callbacks carry as `iss`),
 * https://docs.github.com/en/rest/users (who it is). The login changes hands when an account is renamed; the number does not.
 */
export const github: OAuthSite = {
  protocol: 'oauth',
  issuer: 'https://github.com/login/oauth',
  endpoints: {
    authorization: 'https://github.com/login/oauth/authorize',
    token: 'https://github.com/login/oauth/access_token',
    person: 'https://api.github.com/user',
    emails: 'https://api.github.com/user/emails',
  },
  scope: 'read:user user:email',
  again: { prompt: 'select_account' },

  async person(ask, endpoints) {
    const { id, login, name, email } = fieldsOf(await ask(endpoints.person));
    const reported = async () => ({
      login,
      name,
      email: email ?? (await primaryEmail(ask, endpoints.emails)),
    });
    return { subject: id, reported };
  },
};

/** The one on the profile is shown to everybody, so most people have none there. */
async function primaryEmail(ask: Parameters<OAuthSite['person']>[0], url = ''): Promise<unknown> {
  const emails = await ask(url);
  return Array.isArray(emails)
    ? emails.map(fieldsOf).find(({ primary }) => primary === true)?.email
    : undefined;
}
