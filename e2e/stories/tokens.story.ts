import plain from 'node:http';
import secure from 'node:https';
import type { Page } from '@playwright/test';
import { expect, test } from '../lantern.ts';

// The address of the socket is looked at as it is.
test.use({ scattered: false });

test('the room token is sent in a header and contains the e-mail and the room name', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  const name = unique('garden');
  const devtools = await anna.page.context().newCDPSession(anna.page);
  await devtools.send('Network.enable');
  const handshakes: { url: string; protocols: string }[] = [];
  const urls = new Map<string, string>();
  devtools.on('Network.webSocketCreated', ({ requestId, url }) => urls.set(requestId, url));
  devtools.on('Network.webSocketWillSendHandshakeRequest', ({ requestId, request }) => {
    handshakes.push({
      url: urls.get(requestId) ?? '',
      protocols: request.headers['Sec-WebSocket-Protocol'] ?? '',
    });
  });
  const room = await anna.createRoom(name);
  const [handshake] = handshakes;
  // The room is named for the gateway; the token is not in the address, which may be logged on its way.
  const search = `?room=${room.split('/').at(-1)}`;
  expect(new URL(handshake?.url ?? '')).toMatchObject({ pathname: '/ws', search });
  const token = /^lantern\.v1, jwt\.([\w-]+\.([\w-]+)\.[\w-]+)$/.exec(handshake?.protocols ?? '');
  const claims = JSON.parse(Buffer.from(token?.[2] ?? '', 'base64url').toString());
  expect(claims).toMatchObject({ email: anna.email, room: name });
});

test('a missing room and a signed-out visitor get no room token', async ({ member, someone, unique }) => {
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('garden'));
  expect(await askForToken(anna.page, `${room}/token`)).toMatchObject({ token: expect.any(String) });
  const absent = room.replace(/[0-9a-f-]{36}$/, '0198c0de-0000-7000-8000-000000000000');
  expect(await askForToken(anna.page, `${absent}/token`)).toMatchObject({
    status: 404,
    code: 'room_not_found',
  });
  const stranger = await someone('Boris');
  await stranger.page.goto('/login');
  expect(await askForToken(stranger.page, `${room}/token`)).toMatchObject({
    status: 401,
    code: 'not_signed_in',
  });
});

test('chat rejects a handshake without a token or with an invalid one', async ({ stack }) => {
  const key = { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version': '13' };
  for (const protocols of ['lantern.v1', 'lantern.v1, jwt.e30.e30.e30']) {
    expect(await handshakeStatus(stack.baseURL, { ...key, 'Sec-WebSocket-Protocol': protocols })).toBe(401);
  }
});

async function askForToken(page: Page, url: string): Promise<unknown> {
  const csrf = await page.locator('input[name=_csrf]').first().inputValue();
  const headers = { 'X-CSRF-Token': csrf, Accept: 'application/json' };
  return (await page.request.post(url, { headers })).json();
}

function handshakeStatus(baseURL: string, headers: Record<string, string>): Promise<number | undefined> {
  const { request } = baseURL.startsWith('https:') ? secure : plain;
  return new Promise((resolve, reject) => {
    const upgrade = { ...headers, Connection: 'Upgrade', Upgrade: 'websocket' };
    const asked = request(new URL('/ws', baseURL), { headers: upgrade });
    asked.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve(101);
    });
    asked.on('error', reject);
    asked.end();
  });
}
