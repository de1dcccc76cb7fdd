import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestCertificate } from '../../../testing/certificates.ts';

/** What a proxy changes in the headers of a request; `undefined` removes one. */
export type HeaderChange = (sent: IncomingHttpHeaders) => IncomingHttpHeaders;

export type ReverseProxyOptions = {
  /** Where it passes requests on to. */
  to: string;
  change: HeaderChange;
  /** Absent: it speaks plain HTTP. */
  certificate?: TestCertificate | undefined;
};

/** Where every reverse proxy of the tests connects from. Its clients connect from 127.0.0.1. */
export const PROXY_ADDRESS = '127.0.0.2';

/** Starts a reverse proxy as an operator may have put before Lantern, with whatever mistakes its headers have. */
export async function startReverseProxy({ to, change, certificate }: ReverseProxyOptions) {
  const forward: RequestListener = (asked, answer) => {
    const headers = { ...asked.headers, ...change(asked.headers) };
    for (const [name, value] of Object.entries(headers)) if (value === undefined) delete headers[name];
    const { method } = asked;
    const onward = request(`${to}${asked.url}`, {
      method,
      headers,
      agent: false,
      localAddress: PROXY_ADDRESS,
    });
    onward.on('response', (came) => {
      answer.writeHead(came.statusCode ?? 502, came.headers);
      came.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  };
  const server = certificate ? createTlsServer(certificate, forward) : createServer(forward);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `${certificate ? 'https' : 'http'}://localhost:${(server.address() as AddressInfo).port}`,
    stop(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}
