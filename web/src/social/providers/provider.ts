import * as openid from 'openid-client';
import { LanternError } from '../../errors.ts';
import { failureOf } from '../failures.ts';
import { type Profile, readProfile, readSubject } from '../profile.ts';
import { type Ask, fieldsOf, type OAuthSite, type ProviderSettings, type Reported } from '../sites/site.ts';
import { clientOf } from './client.ts';
import { exchangeCode } from './code-exchange.ts';
import { ProviderFault, providerFetch } from './provider-fetch.ts';

/** What one way to a provider and back is recognised by. None of it is used twice. */
export type Marks = { state: string; nonce: string; verifier: string };

/** Somebody whom a provider vouches for. */
export type Arrived = {
  issuer: string;
  subject: string;
  /** Seconds since 1970 when the provider last saw them sign in, if it tells. */
  provedAt: number | undefined;
  /** Asks the provider for more. @throws LanternError `provider_unavailable`, `provider_answer_invalid` */
  profile(): Promise<Profile>;
};

export type Provider = ReturnType<typeof openProvider>;

/** Milliseconds of 15000 that a page has, for three questions. */
const ANSWER_WITHIN_SECONDS = 4;

type Times = {
  /** Milliseconds since 1970. */
  now?: () => number;
  /** That an answer may take. */
  seconds?: number | undefined;
};

/**
 * A configured provider. Nothing is asked of it before somebody wants to go there.
 *
 * @param publicOrigin where people reach this site: never taken from a request, so that no codes are sent elsewhere
 */
export function openProvider(
  settings: ProviderSettings,
  publicOrigin: string,
  { now = Date.now, seconds = ANSWER_WITHIN_SECONDS }: Times = {},
) {
  const { name, label, clientId, site } = settings;
  const redirectUri = `${publicOrigin}/oauth/${name}/callback`;
  const provider = clientOf(settings, seconds, now);

  return {
    name,
    label,
    redirectUri,
    findClient: provider.find,

    marks: (): Marks => ({
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      verifier: openid.randomPKCECodeVerifier(),
    }),

    /**
     * @param again whether the provider is to ask its visitor anew
     * @returns where to send a browser
     * @throws LanternError `provider_unavailable`
     */
    async address({ state, nonce, verifier }: Marks, again: boolean): Promise<string> {
      const client = await provider.find().catch((error) => {
        throw failureOf(error, false);
      });
      const parameters = {
        redirect_uri: redirectUri,
        state,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(site.protocol === 'openid' ? { scope: 'openid email profile', nonce } : scopeOf(site)),
        ...(again && site.again),
      };
      return openid.buildAuthorizationUrl(client, parameters).href;
    },

    /**
     * Takes what the provider sent a browser back with: checks the state, the issuer, and an ID token with its signature,
     * audience and nonce.
     *
     * @param answer the query of the callback, untrusted
     * @throws Cancelled
     * @throws LanternError `provider_unavailable`, `provider_answer_invalid`
     */
    async arrive(answer: URLSearchParams, { state, nonce, verifier }: Marks): Promise<Arrived> {
      const address = new URL(redirectUri);
      address.search = answer.toString();
      const checks = { expectedState: state, pkceCodeVerifier: verifier };
      try {
        if (site.protocol === 'oauth') {
          const client = await provider.find();
          const extra = site.alongWithCode?.(answer) ?? {};
          const { access_token: token } = await openid.authorizationCodeGrant(client, address, checks, extra);
          const ask = asking(token, seconds);
          const person = await site.person(ask, site.endpoints, { accessToken: token, clientId });
          return arrived({ issuer: site.issuer, given: person.subject }, person.reported);
        }
        const { client, tokens } = await exchangeCode(provider, address, { ...checks, expectedNonce: nonce });
        const claims = tokens.claims();
        const told = { issuer: claims?.iss ?? '', given: claims?.sub, provedAt: claims?.auth_time };
        return arrived(told, async () => {
          const more = client.serverMetadata().userinfo_endpoint
            ? await openid.fetchUserInfo(client, tokens.access_token, claims?.sub ?? '')
            : {};
          return reportedBy({ ...claims, ...more });
        });
      } catch (error) {
        throw failureOf(error, true);
      }
    },
  };
}

/** All that are configured; without an address of this site there is none. */
export const openProviders = (
  settings: readonly ProviderSettings[] = [],
  publicOrigin: string | undefined,
  times: Times,
): Provider[] => (publicOrigin ? settings.map((each) => openProvider(each, publicOrigin, times)) : []);

const scopeOf = ({ scope }: OAuthSite) => (scope ? { scope } : {});

function arrived(
  { issuer, given, provedAt }: { issuer: string; given: unknown; provedAt?: number | undefined },
  report: () => Promise<Reported>,
): Arrived {
  const subject = readSubject(given);
  if (!issuer || subject === undefined)
    throw new LanternError('provider_answer_invalid', { cause: new Error('subject') });
  const profile = async () => {
    try {
      return readProfile(await report());
    } catch (error) {
      throw failureOf(error, true);
    }
  };
  return { issuer, subject, provedAt, profile };
}

/** OpenID Connect Core, 5.1. */
function reportedBy(claims: Record<string, unknown>): Reported {
  const { email, given_name: firstName, family_name: lastName, preferred_username: login, name } = claims;
  return { email, firstName, lastName, login, name };
}

function asking(accessToken: string, seconds: number): Ask {
  return async (url, { authorization = `Bearer ${accessToken}`, body } = {}) => {
    const response = await providerFetch(url, {
      method: body ? 'POST' : 'GET',
      // GitHub answers nobody without a name.
      headers: { accept: 'application/json', 'user-agent': 'Lantern', ...(body ? {} : { authorization }) },
      body,
      signal: AbortSignal.timeout(seconds * 1000),
    });
    if (response.status !== 200) throw new ProviderFault(`status ${response.status}`);
    return fieldsOf(await response.json());
  };
}
