import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether the origin of an upgrade request may open a socket: browsers let any page open a WebSocket to any host (RFC 6455,
 * section 10.2).
 *
 * @param headers of the upgrade request
 * @param allowed origins; empty: the origin that the request's `Host` names
 */
export function originAllowed(headers: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return !fromBrowser(headers);
  const url = parse(origin);
  // The whole origin is compared: `https://lantern.example.evil.org` and `https://lantern.example@evil.org` must not match.
  if (url === null || url.origin !== origin.toLowerCase()) return false;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false;
  if (allowed.length > 0) return allowed.includes(url.origin);
  // Usually both are written alike; one of them may name the default port.
  return host === url.host || (host !== undefined && parse(`${url.protocol}//${host}`)?.host === url.host);
}

/**
 * Whether a request without `Origin` looks like a browser's. Browsers always send `Origin`, so it was removed on the way.
 * `Sec-Fetch-Mode` alone proves no browser: Node's own WebSocket sends it, and no other header of Fetch Metadata.
 */
function fromBrowser(headers: IncomingHttpHeaders): boolean {
  if (headers.cookie !== undefined) return true;
  if (headers['user-agent']?.includes('Mozilla/')) return true;
  return Object.keys(headers).some((name) => name.startsWith('sec-fetch-') && name !== 'sec-fetch-mode');
}

function parse(text: string): URL | null {
  return URL.parse(text);
}
