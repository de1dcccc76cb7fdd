import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, test } from '../lantern.ts';
import { connectTo } from '../stacks/trust.ts';

/** What the gateway lets one address have unanswered. */
const MOST = 256;
const MIB = 2 ** 20;
const json = { 'content-type': 'application/json' };
const password = 'Ten megabytes of 1 lamp';

/** Sends a head and the first byte of a body, after the head of its chunk. @returns where the rest would go, and the first that is answered */
async function stall(baseURL: string, path: string, headers: Record<string, string>, before = '') {
  const socket = connectTo(baseURL);
  socket.on('error', () => {});
  await once(socket, 'connect');
  const lines = Object.entries({ host: 'lantern', ...json, ...headers }).map(
    ([name, text]) => `${name}: ${text}`,
  );
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${before}{`);
  const answer = once(socket, 'data').then(([data]) => String(data));
  answer.catch(() => {});
  return { socket, answer };
}

test('the gateway limits an address’s simultaneous requests with a body; pages and sockets do not count (row 47)', async ({
  stack,
  request,
}) => {
  const stalled: Socket[] = [];
  try {
    // More may be under way from other stories: it is refused at some time.
    const answers: Promise<string>[] = [];
    for (let n = 0; n <= MOST; n++) {
      const { socket, answer } = await stall(stack.baseURL, '/auth/login', { 'content-length': '1000' });
      stalled.push(socket);
      answers.push(answer);
    }
    expect(await Promise.any(answers)).toMatch(/^HTTP\/1\.1 429 /);
    const refused = await request.post('/auth/login', { headers: json, data: { email: 'x', password } });
    expect(refused.status()).toBe(429);
    expect(refused.headers()['content-type']).toContain('application/problem+json');
    expect(refused.headers()['retry-after']).toBe('5');
    expect(await refused.json()).toMatchObject({ status: 429, code: 'too_many_requests' });
    const page = await request.post('/login', { headers: { accept: 'text/html' }, form: { email: 'x' } });
    expect(page.status()).toBe(429);
    expect(await page.text()).toContain('Too many requests at once');
    expect((await request.get('/login')).status()).toBe(200);
    // Without a token: chat itself refuses it.
    expect((await request.get('/ws', { headers: { accept: 'application/json' } })).status()).toBe(404);
  } finally {
    for (const socket of stalled) socket.destroy();
  }
  const signIn = () => request.post('/auth/login', { headers: json, data: { email: 'x', password } });
  await expect.poll(async () => (await signIn()).status()).toBe(401);
});

test('incomplete uploads are not stored and do not prevent sign-ins (row 47)', async ({
  stack,
  request,
  unique,
}) => {
  const email = `${unique('keeper').replace(' ', '-')}@example.org`.toLowerCase();
  await request.post('/auth/register', { headers: json, data: { email, password } });
  const signIn = () => request.post('/auth/login', { headers: json, data: { email, password } });
  const { token } = await (await signIn()).json();
  const authorization = `Bearer ${token}`;
  const stalled: Socket[] = [];
  try {
    const answers: Promise<string>[] = [];
    for (let n = 0; n < 2 * 25 + 1; n++) {
      const { socket, answer } = await stall(stack.baseURL, '/kv/write', {
        authorization,
        'content-length': String(10 * MIB),
      });
      socket.write(Buffer.alloc(MIB, ' '));
      stalled.push(socket);
      answers.push(answer);
    }
    // 25 are as much as a process of web takes, and there are two at most. The gateway asks it at once, without waiting for what never comes.
    expect(await Promise.any(answers)).toMatch(/^HTTP\/1\.1 503 /);
    expect((await signIn()).status()).toBe(200);
  } finally {
    for (const socket of stalled) socket.destroy();
  }
});

test('a large body without a token is refused before it has arrived, and the client gets the answer (row 47)', async ({
  stack,
  request,
}) => {
  const { socket, answer } = await stall(stack.baseURL, '/kv/write', { 'content-length': String(10 * MIB) });
  expect(await answer).toMatch(/^HTTP\/1\.1 401 /);
  socket.destroy();
  for (let n = 0; n < 5; n++) {
    const whole = await request.post('/kv/write', { headers: json, data: Buffer.alloc(10 * MIB, ' ') });
    expect(whole.status()).toBe(401);
  }
});

test('a too long body is refused, also without a Content-Length (row 47)', async ({ stack, request }) => {
  for (const [path, headers, kind] of [
    ['/auth/login', { accept: 'text/html' }, 'application/problem+json'],
    ['/login', { accept: 'text/html' }, 'text/html'],
    ['/login', { accept: 'application/json' }, 'application/problem+json'],
  ] as const) {
    const answer = await request.post(path, {
      headers: { ...json, ...headers },
      data: Buffer.alloc(MIB, ' '),
    });
    expect(answer.status()).toBe(413);
    expect(answer.headers()['content-type']).toContain(kind);
  }
  const chunked = { 'transfer-encoding': 'chunked', accept: 'application/json' };
  const { socket, answer } = await stall(stack.baseURL, '/login', chunked, `${MIB.toString(16)}\r\n`);
  socket.write(Buffer.alloc(MIB, ' '));
  expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
  socket.destroy();
});
