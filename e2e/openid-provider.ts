import { once } from 'node:events';
import { Provider } from 'oidc-provider';
import { freePort } from '../testing/servers/server.ts';

export type OpenIdProvider = {
  /** How a Lantern is configured that people may come to from there, under the name of club. */
  env: Record<string, string>;
  issuer: string;
  stop(): Promise<void>;
};

/**
 * Runs a real OpenID provider on this machine, with pages of its own: whoever types a name there has that account.
 *
 * @param baseURL of the Lantern that it sends people back to
 */
export async function startOpenIdProvider(baseURL: string): Promise<OpenIdProvider> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const [client_id, client_secret] = ['lantern', 'of-the-stories'];
  const provider = new Provider(issuer, {
    clients: [{ client_id, client_secret, redirect_uris: [`${baseURL}/oauth/club/callback`] }],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['given_name', 'preferred_username'],
    },
    pkce: { required: () => true },
    cookies: { keys: ['of the stories'] },
    findAccount: (_ctx, sub) => {
      const claims = { sub, preferred_username: sub, given_name: 'Vera', email: `${sub}@example.org` };
      return { accountId: sub, claims: () => claims };
    },
  });
  const server = provider.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    issuer,
    env: {
      OIDC_CLUB_ISSUER: issuer,
      OIDC_CLUB_CLIENT_ID: client_id,
      OIDC_CLUB_CLIENT_SECRET: client_secret,
      OIDC_CLUB_LABEL: 'Harbour club',
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
