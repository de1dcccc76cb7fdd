import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client';
import { fieldsOf, type OAuthSite, type OpenIdSite, type ProviderSettings } from '../sites/site.ts';
import { fetchTokensOnce } from './code-exchange.ts';
import type { ProviderClient } from './provider-client.ts';
import { ProviderFault, providerFetch } from './provider-fetch.ts';

/** How long what a provider tells of itself is taken for true. */
const KNOWN_FOR_MS = 10 * 60 * 1000;

/** How soon what a provider tells of itself is asked for again when an ID token is signed with a key that it did not tell of. */
const ASKED_AGAIN_AFTER_MS = 5000;

/**
 * @param seconds that an answer may take
 * @param now milliseconds since 1970
 */
export function clientOf(settings: ProviderSettings, seconds: number, now: () => number): ProviderClient {
  const { site } = settings;
  if (site.protocol === 'oauth') {
    const client = fixedClient(settings, site, seconds);
    return { find: async () => client, findNewer: async () => undefined };
  }
  let found: { client: Promise<Configuration>; at: number } | undefined;
  const find = (): Promise<Configuration> => {
    if (found && now() < found.at + KNOWN_FOR_MS) return found.client;
    const client = discover(settings, site, seconds);
    const finding = { client, at: now() };
    found = finding;
    // A provider that was down is asked again by whoever comes next.
    client.catch(() => {
      if (found === finding) found = undefined;
    });
    return client;
  };

  return {
    find,
    async findNewer(used) {
      const known = await find();
      if (known !== used) return known;
      if (found && now() < found.at + ASKED_AGAIN_AFTER_MS) return undefined;
      found = undefined;
      return find();
    },
  };
}

async function discover(
  { clientId, clientSecret }: ProviderSettings,
  { issuer }: OpenIdSite,
  seconds: number,
): Promise<Configuration> {
  const client = await discovery(new URL(issuer), clientId, undefined, authentication(clientSecret), {
    [customFetch]: fetchTokensOnce,
    timeout: seconds,
    // Without the second it would trust TLS alone to say whose an ID token is.
    execute: [...insecure(issuer), enableNonRepudiationChecks],
  });
  const told = client.serverMetadata();
  // RFC 9700, 2.1.1: without it a stolen code could be slipped into another's sign-in. Who says nothing mostly has it.
  if (told.code_challenge_methods_supported && !told.supportsPKCE())
    throw new ProviderFault('no PKCE with S256');
  return client;
}

/** Basic is what a provider takes that says nothing (OpenID Connect Discovery, 3), and what strict ones register by default. */
const authentication = (clientSecret: string): ClientAuth => {
  const [basic, post] = [ClientSecretBasic(clientSecret), ClientSecretPost(clientSecret)];
  return (server, ...request) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? basic : post)(server, ...request);
  };
};

function fixedClient(
  { clientId, clientSecret }: ProviderSettings,
  { issuer, endpoints }: OAuthSite,
  seconds: number,
): Configuration {
  const server = {
    issuer,
    authorization_endpoint: endpoints.authorization,
    token_endpoint: endpoints.token,
  };
  const client = new Configuration(server, clientId, undefined, ClientSecretPost(clientSecret));
  client[customFetch] = withoutIdToken;
  client.timeout = seconds;
  for (const extend of insecure(endpoints.token)) extend(client);
  return client;
}

/** What such a site may call an ID token keeps none of the rules of one, and the client would look at them. */
async function withoutIdToken(...request: Parameters<typeof providerFetch>): Promise<Response> {
  const response = await providerFetch(...request);
  if (response.status !== 200) return response;
  const { id_token: _, ...rest } = fieldsOf(await response.json());
  // GitHub tells errors with 200.
  return Response.json({ token_type: 'bearer', ...rest }, { status: 'error' in rest ? 400 : 200 });
}

/** Only addresses of this machine come here with plain HTTP: see variables.ts. */
const insecure = (url: string) => (url.startsWith('http:') ? [allowInsecureRequests] : []);
