import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect, getCACertificates, setDefaultCACertificates } from 'node:tls';

/** Whether it failed because nobody vouches for the certificate that a stack has made itself. */
export const isUntrusted = (error: unknown) =>
  (error as { cause?: { code?: string } }).cause?.code === 'DEPTH_ZERO_SELF_SIGNED_CERT';

/** Has this process trust the certificate that is shown at an address, as people do who accept it at their first visit. */
export async function trust(url: string): Promise<void> {
  const certificate = await shown(url);
  if (certificate) setDefaultCACertificates([...getCACertificates('default'), certificate.toString()]);
}

/** The certificate that is shown at an address to who connects now. */
export async function shown(url: string): Promise<X509Certificate | undefined> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerX509Certificate();
  socket.destroy();
  return certificate;
}

/** Opens a connection to where a stack is reached, for what no client would send. */
export function connectTo(baseURL: string): Socket {
  const { protocol, hostname, port } = new URL(baseURL);
  if (protocol === 'http:') return connectPlain(Number(port), hostname);
  return connect({ host: hostname, port: Number(port) });
}
