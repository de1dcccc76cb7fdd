/** What a site says of somebody, each as it came: nothing of it is believed before `readProfile` has seen it. */
export type Reported = {
  email?: unknown;
  firstName?: unknown;
  lastName?: unknown;
  login?: unknown;
  name?: unknown;
};

/** Asks a site with the token that it gave; answers the JSON of a 200. */
export type Ask = (
  url: string,
  options?: { authorization?: string; body?: URLSearchParams },
) => Promise<unknown>;

/** Parameters for the site's page that make it ask its visitor anew instead of sending them straight back. */
type Again = Record<string, string>;

/** A site that speaks OpenID Connect: where everything is it tells itself. */
export type OpenIdSite = { protocol: 'openid'; issuer: string; again: Again };

/** A site that speaks OAuth 2.0 and has a call of its own that tells who somebody is. */
export type OAuthSite = {
  protocol: 'oauth';
  /** Together with the subject it says whose an identity is, for ever: it stays when endpoints move. */
  issuer: string;
  endpoints: { authorization: string; token: string; person: string; emails?: string };
  /** Absent: what the application was registered for. */
  scope?: string;
  again: Again;
  /** What its token endpoint wants of what it sent along with the code. */
  alongWithCode?: (answer: URLSearchParams) => Record<string, string>;
  /**
   * Who the token is of.
   *
   * @returns the subject as it came, and what else is asked for only when somebody is new
   */
  person(
    ask: Ask,
    endpoints: OAuthSite['endpoints'],
    token: { accessToken: string; clientId: string },
  ): Promise<{ subject: unknown; reported: () => Promise<Reported> }>;
};

/** A site whose accounts let people in here, and how this instance is known there. */
export type ProviderSettings = {
  /** Stands in the addresses of `/oauth/<name>`. */
  name: string;
  /** What people know it by. */
  label: string;
  clientId: string;
  clientSecret: string;
  site: OpenIdSite | OAuthSite;
};

/** An object as JSON has it; anything else is one without fields. */
export function fieldsOf(json: unknown): Record<string, unknown> {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}
