import { once } from 'node:events';
import { connect } from 'node:tls';
import { lifetimeOf } from '@lantern/service/certificate-lifetime';
import { type Finding, ok, warning } from './finding.ts';

const WITHIN_MS = 5000;

/**
 * How long the certificate is good that people are shown at an address.
 *
 * @param origin with https:, which has just answered
 * @throws what TLS does when it cannot be found out
 */
export async function certificateFinding(origin: string): Promise<Finding> {
  const { hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const socket = connect({ host, port: Number(port || 443), servername: serverName(host) });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(WITHIN_MS) });
    const certificate = socket.getPeerX509Certificate();
    if (!certificate) return warning('its certificate is not to be seen');
    const { words, endsSoon } = lifetimeOf(certificate);
    return endsSoon ? warning(`its certificate is ${words}: renew it`) : ok(`its certificate is ${words}`);
  } finally {
    socket.destroy();
  }
}

/** An address is no name that a server could be asked for (RFC 6066, section 3). */
const serverName = (host: string) => (/^[\d.]+$|:/.test(host) ? '' : host);
