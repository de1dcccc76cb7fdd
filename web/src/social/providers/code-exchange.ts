import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type AuthorizationCodeGrantChecks,
  authorizationCodeGrant,
  type Configuration,
  type TokenEndpointResponse,
  type TokenEndpointResponseHelpers,
} from 'openid-client';
import type { ProviderClient } from './provider-client.ts';
import { providerFetch } from './provider-fetch.ts';

type Exchanged = {
  /** What knows the keys that the ID token was checked with. */
  client: Configuration;
  tokens: TokenEndpointResponse & TokenEndpointResponseHelpers;
};

/** What the token endpoint answered to the exchange that is going on. */
const exchanges = new AsyncLocalStorage<{ reply?: Response }>();

/**
 * Exchanges a code for tokens and checks the ID token. A provider may have begun to sign with a new key: an ID token whose key is
 * unknown is checked once more with the provider's keys of now. The code is not sent again, because it is good once.
 *
 * @param address where the provider sent the browser back to, with its query
 * @throws what `authorizationCodeGrant` throws
 */
export function exchangeCode(
  provider: ProviderClient,
  address: URL,
  checks: AuthorizationCodeGrantChecks,
): Promise<Exchanged> {
  return exchanges.run({}, async () => {
    const client = await provider.find();
    try {
      return { client, tokens: await authorizationCodeGrant(client, new URL(address), checks) };
    } catch (error) {
      const unknownKey = (error as NodeJS.ErrnoException).code === 'OAUTH_KEY_SELECTION_FAILED';
      const newer = unknownKey && (await provider.findNewer(client));
      if (!newer) throw error;
      return { client: newer, tokens: await authorizationCodeGrant(newer, new URL(address), checks) };
    }
  });
}

/** `providerFetch`, which within one exchange asks the token endpoint once: of all that is asked, it alone is a POST. */
export async function fetchTokensOnce(...request: Parameters<typeof providerFetch>): Promise<Response> {
  const exchange = exchanges.getStore();
  if (!exchange || request[1].method !== 'POST') return providerFetch(...request);
  exchange.reply ??= await providerFetch(...request);
  return exchange.reply.clone();
}
