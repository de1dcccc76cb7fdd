import type { Server } from 'node:http';
import type { Logger } from '@lantern/service/log';
import { closeServer, createWebServer } from '@lantern/web/server';
import type { Certificate } from './certificate.ts';
import { watchCertificate } from './renewal.ts';
import { createSecureServer, type Listeners } from './server.ts';

type Settings = {
  /** Absent: none is configured. */
  certificate: Certificate | undefined;
  /** PUBLIC_URL. */
  publicUrl: string | undefined;
};

export type Listener = { scheme: 'http' | 'https'; server: Server; close(): Promise<void> };

/** The server of what both listeners answer: over HTTPS where there is a certificate, else over plain HTTP. */
export function buildListener(
  listeners: Listeners,
  { certificate, publicUrl }: Settings,
  log: Logger,
): Listener {
  if (!certificate) {
    const server = createWebServer(listeners.request).on('upgrade', listeners.upgrade);
    return { scheme: 'http', server, close: () => closeServer(server) };
  }
  const publicHost = publicUrl && new URL(publicUrl).host;
  const { server, show, close } = createSecureServer(listeners, certificate, { publicHost });
  const stopWatching = watchCertificate(certificate, log, show);
  return {
    scheme: 'https',
    server,
    close() {
      stopWatching();
      return close();
    },
  };
}
