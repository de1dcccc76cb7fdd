import { isIP } from 'node:net';

/** Whose passkeys they are: the origin of the pages, and the domain that authenticators keep them for (WebAuthn's RP ID). */
export type RelyingParty = { origin: string; id: string };
/** Why there can be none: `passkeys:missing.<this>` in locales/. */
export type NoRelyingParty = { missing: 'public_url' | 'https' | 'domain' };

/**
 * From PUBLIC_URL. What a request says of itself is believed of this very machine only: with any other name a passkey
 * could be made for whatever somebody writes into a Host header.
 *
 * @param publicOrigin where people reach the site, if anybody said so
 * @param askedOrigin the address that this request came to, untrusted
 */
export function relyingParty(
  publicOrigin: string | undefined,
  askedOrigin: string,
): RelyingParty | NoRelyingParty {
  const named = publicOrigin === undefined ? undefined : partyAt(publicOrigin);
  if (named && 'id' in named) return named;
  const asked = partyAt(askedOrigin);
  if ('id' in asked && isThisMachine(asked.id)) return asked;
  return named ?? { missing: 'public_url' };
}

function partyAt(address: string): RelyingParty | NoRelyingParty {
  const url = URL.parse(address);
  // WebAuthn L3, 5.1.3: an RP ID is a domain, never an IP address.
  if (!url || isIP(url.hostname) !== 0 || url.hostname.startsWith('[')) return { missing: 'domain' };
  // Browsers offer WebAuthn to secure contexts only, and take this machine for one.
  if (url.protocol !== 'https:' && !isThisMachine(url.hostname)) return { missing: 'https' };
  return { origin: url.origin, id: url.hostname };
}

const isThisMachine = (name: string) => name === 'localhost' || name.endsWith('.localhost');
