import {
  checkProvider,
  openProvider,
  type ProviderFinding,
  type ProviderSettings,
} from '../../social/index.ts';
import { ask, fieldsOf } from './ask.ts';
import { type Check, type Finding, ok, warning, wrong } from './finding.ts';
import { placeOf, trouble, troubleOf } from './trouble.ts';

/** Codes of openid-client and of OAuth 2.0 that say which mistake it is. */
const CLIENT_REFUSED = [
  'invalid_client',
  'incorrect_client_credentials',
  'unauthorized_client',
  // 401 to HTTP Basic (RFC 6749, 5.2).
  'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
];
const NO_DOCUMENT = ['OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON', 'OAUTH_PARSE_ERROR'];
const ANOTHER_ISSUER = 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED';
const NO_PKCE = 'no PKCE with S256';

/**
 * Whether people can sign in through a provider as it is configured, and the address that has to be registered there.
 *
 * @param publicOrigin of PUBLIC_URL
 */
export const providerCheck = (settings: ProviderSettings, publicOrigin: string): Check => ({
  name: `sign-in through ${settings.name}`,
  async *findings() {
    const { redirectUri, findings } = await checkProvider(settings, publicOrigin);
    yield ok(`the redirect address to register there is ${redirectUri}`);
    for (const finding of findings) {
      if (finding.ok) yield ok(WELL[finding.part]);
      else yield await mistake(finding, settings, redirectUri);
      if (finding.part === 'discovery' && finding.ok) yield* judgedMetadata(settings, publicOrigin);
    }
  },
});

const WELL = {
  discovery: 'where everything is there is known',
  page: 'its page takes people from here',
  client: 'it accepts the CLIENT_ID and the CLIENT_SECRET',
};

async function mistake(
  { part, reason = 'unknown' }: ProviderFinding,
  { site }: ProviderSettings,
  redirectUri: string,
): Promise<Finding> {
  const issuer = site.issuer;
  if (part === 'page' && reason.startsWith('status_'))
    return wrong(
      `its page refuses people from here (${reason.slice('status_'.length)}): register ${redirectUri} there, letter by letter, and compare the CLIENT_ID`,
    );
  if (part === 'client' && CLIENT_REFUSED.includes(reason))
    return wrong(`it refuses the CLIENT_ID or the CLIENT_SECRET: copy both from there anew`);
  // It answered, but with neither of the two answers there are to a made-up code.
  if (part === 'client' && reason !== 'OAUTH_TIMEOUT' && /^OAUTH_|^unknown$/.test(reason))
    return warning('it does not say whether it knows the CLIENT_ID and the CLIENT_SECRET: try to sign in');
  if (reason === ANOTHER_ISSUER)
    return wrong(
      `it calls itself ${await nameOf(issuer)}, not ${issuer}: set ISSUER to that, letter by letter`,
    );
  if (NO_DOCUMENT.includes(reason))
    return wrong(`there is no discovery document under ${issuer}: correct ISSUER (docs/social-sign-in.md)`);
  if (reason === NO_PKCE) return wrong('it does not do PKCE with S256: turn it on there, or update it');
  return wrong(`${troubleOf(reason, placeOf(issuer))}. Correct ISSUER, or let this machine out to it`);
}

const discoveryUrl = (issuer: string) => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

async function nameOf(issuer: string): Promise<string> {
  const { issuer: own } = fieldsOf((await ask(discoveryUrl(issuer))).json);
  return typeof own === 'string' ? own.slice(0, 200) : 'nothing';
}

/** Whether the discovery document has what a sign-in needs (OpenID Connect Discovery, 3), and whether its keys are there. */
async function* judgedMetadata({ site, ...rest }: ProviderSettings, publicOrigin: string) {
  if (site.protocol !== 'openid') return;
  const client = await openProvider({ site, ...rest }, publicOrigin).findClient();
  const told = client.serverMetadata();
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const)
    if (!told[name]) yield wrong(`its discovery document lacks ${name}: it cannot be used`);
  const algorithms = told.id_token_signing_alg_values_supported ?? ['RS256'];
  if (!algorithms.some((name) => /^(RS|PS|ES)\d|^Ed/.test(name)))
    yield wrong(`it signs with ${algorithms.join(', ').slice(0, 100)} only: have it use RS256 or better`);
  if (!told.jwks_uri) return;
  try {
    const { status, json } = await ask(told.jwks_uri);
    const { keys } = fieldsOf(json);
    if (status === 200 && Array.isArray(keys) && keys.length > 0)
      yield ok(`its keys can be read: ${keys.length}`);
    else yield wrong(`it publishes no keys at ${told.jwks_uri} (${status}): give it a key to sign with`);
  } catch (error) {
    yield wrong(`its keys cannot be read: ${trouble(error, placeOf(told.jwks_uri))}`);
  }
}
