import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether whoever asks may open a socket, as far as the page it asks from goes: browsers let any page open a WebSocket
 * to anywhere (RFC 6455, section 10.2).
 *
 * @param headers of the upgrade request
 * @param allowed origins; none means the one the service is reached under, by its `Host`
 */
export function originAllowed(headers: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return !fromBrowser(headers);
  const url = parse(origin);
  // Compared whole and as written: `https://lantern.example.evil.org` and `https://lantern.example@evil.org` are not ours.
  if (url === null || url.origin !== origin.toLowerCase()) return false;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false;
  if (allowed.length > 0) return allowed.includes(url.origin);
  // As a rule both are written alike; one may name a port that goes without respondJson.
  return host === url.host || (host !== undefined && parse(`${url.protocol}//${host}`)?.host === url.host);
}

/**
 * A browser always says where a page is from: a request that is a browser's and does not was tampered with. `Sec-Fetch-Mode` by
 * itself is no mark of one: Node's own WebSocket sends it, of all of Fetch Metadata, which browsers send whole.
 */
function fromBrowser(headers: IncomingHttpHeaders): boolean {
  if (headers.cookie !== undefined) return true;
  if (headers['user-agent']?.includes('Mozilla/')) return true;
  return Object.keys(headers).some((name) => name.startsWith('sec-fetch-') && name !== 'sec-fetch-mode');
}

function parse(text: string): URL | null {
  return URL.parse(text);
}
