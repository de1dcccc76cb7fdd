import { once } from 'node:events';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { type ConnectionOptions, connect } from 'node:tls';
import { expect, test } from '../lantern.ts';

/** Speaks plain HTTP to the port. */
async function plainly(baseURL: string, method: string, path: string, headers: Record<string, string> = {}) {
  const { hostname, port } = new URL(baseURL);
  const request = plainRequest({ hostname, port, method, path, headers });
  request.end(method === 'POST' ? '{"text":"over plain HTTP"}' : undefined);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  const body = (await answer.setEncoding('utf8').toArray()).join('');
  return { status: answer.statusCode, headers: answer.headers, body };
}

/** Does a handshake only. */
async function handshake(baseURL: string, options: ConnectionOptions) {
  const { hostname, port } = new URL(baseURL);
  const socket = connect({ host: hostname, port: Number(port), ...options });
  try {
    await once(socket, 'secureConnect');
    return { version: socket.getProtocol(), cipher: socket.getCipher().name, spoken: socket.alpnProtocol };
  } finally {
    socket.destroy();
  }
}

const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };

test('plain HTTP is redirected to HTTPS with its method, path and query: pages, API and WebSockets (row 63)', async ({
  stack,
}) => {
  const { baseURL } = stack;
  for (const [method, path, headers] of [
    ['GET', '/search?q=lamp%20oil', {}],
    ['POST', '/auth/login', { 'content-type': 'application/json' }],
    ['POST', '/kv/write', { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }],
    ['GET', '/ws?room=1', upgrade],
    ['GET', '/health/gateway', {}],
  ] as const) {
    const answer = await plainly(baseURL, method, path, headers);
    expect(answer.status, path).toBe(308);
    expect(answer.headers.location).toBe(`${baseURL}${path}`);
    // A browser would otherwise keep it for the next program on this port.
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['strict-transport-security']).toBeUndefined();
    expect(answer.headers['set-cookie']).toBeUndefined();
  }
});

test('a redirect never leads to an invalid or a foreign host (row 63)', async ({ stack }) => {
  for (const host of ['evil.example/', 'a@b', "evil'example", 'evil.example?', 'evil"example', 'x\\y']) {
    const { status, headers } = await plainly(stack.baseURL, 'GET', '/', { host });
    const { location } = headers;
    if (location !== undefined) expect(location).toBe(`${stack.baseURL}/`);
    else expect(status).toBe(400);
  }
  for (const path of ['http://evil.example/x', '//evil.example/x', '/\\evil.example']) {
    const { headers } = await plainly(stack.baseURL, 'GET', path);
    expect(new URL(headers.location ?? '').origin).toBe(stack.baseURL);
  }
});

test('the port speaks TLS 1.2 and 1.3 with forward secrecy, and HTTP/1.1 (row 63)', async ({ stack }) => {
  const { baseURL } = stack;
  const ALPNProtocols = ['h2', 'http/1.1'];
  expect(await handshake(baseURL, { ALPNProtocols })).toMatchObject({
    version: 'TLSv1.3',
    spoken: 'http/1.1',
  });
  const older = await handshake(baseURL, { maxVersion: 'TLSv1.2', ALPNProtocols });
  expect(older).toMatchObject({ version: 'TLSv1.2', spoken: 'http/1.1' });
  expect(older.cipher).toMatch(/^ECDHE-.*(GCM|POLY1305)/);
  // A client that would take anything.
  const lax = { ciphers: 'ALL:@SECLEVEL=0', minVersion: 'TLSv1' } as const;
  for (const maxVersion of ['TLSv1.1', 'TLSv1'] as const)
    await expect(handshake(baseURL, { ...lax, maxVersion })).rejects.toThrow(/alert protocol version/);
  for (const ciphers of ['AES128-SHA', 'AES256-GCM-SHA384', 'ECDHE-ECDSA-AES128-SHA', 'AES128-SHA256'])
    await expect(
      handshake(baseURL, { ciphers: `${ciphers}:@SECLEVEL=0`, maxVersion: 'TLSv1.2' }),
    ).rejects.toThrow(/alert handshake failure/);
});
