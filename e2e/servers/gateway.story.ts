import { expect, test } from '../lantern.ts';

test('the gateway logs requests as JSON lines without their query', async ({ member, stack, unique }) => {
  const anna = await member('Anna');
  const wanted = unique('secret').replace(' ', '-');
  await anna.search(wanted);
  await expect(anna.page.getByText('Nothing found.')).toBeVisible();
  const lineOf = (logs: string) =>
    logs
      .match(/\{"time":.*"service":"nginx".*\}/g)
      ?.map((line) => JSON.parse(line))
      .findLast(({ path }) => path === '/search');
  // A line is written after its answer was sent.
  await expect
    .poll(async () => lineOf(await stack.logs()))
    .toMatchObject({ method: 'GET', status: 200, upstream_status: '200' });
  expect(await stack.logs()).not.toContain(wanted);
});

test('bundles are compressed and may be cached for ever', async ({ someone }) => {
  const { page } = await someone('Anna');
  const bundle = page.waitForResponse(/\/assets\/site-\w+\.css$/);
  await page.goto('/');
  const headers = await (await bundle).allHeaders();
  expect(headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': expect.stringMatching(/^(br|gzip)$/),
    vary: expect.stringContaining('Accept-Encoding'),
  });
});

test('pages are compressed once, bundles by Brotli for those who take it', async ({ request }) => {
  const ask = async (path: string, encodings: string) => {
    const response = await request.get(path, { headers: { 'accept-encoding': encodings } });
    return [response.status(), response.headers()['content-encoding']];
  };
  const page = await request.get('/login', { headers: { 'accept-encoding': 'br, gzip' } });
  expect(page.headers()['content-encoding']).toBe('gzip');
  const html = await page.text();
  expect(html).toContain('</html>');
  const [bundle = ''] = html.match(/\/assets\/site-\w+\.css/) ?? [];
  expect(await ask(bundle, 'gzip, br')).toEqual([200, 'br']);
  expect(await ask(bundle, 'gzip')).toEqual([200, 'gzip']);
  expect(await ask(bundle, 'identity')).toEqual([200, undefined]);
  expect(await ask('/openapi.json', 'gzip')).toEqual([200, 'gzip']);
});

test('the service worker is looked for each time, what it keeps is for ever, manifest and icons for a day (row 101)', async ({
  request,
}) => {
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const response = await request.get(path, { headers });
    const { 'content-type': type, 'cache-control': cache, 'set-cookie': cookie } = response.headers();
    return { response, answer: [response.status(), type, cache, cookie] };
  };
  const forEver = 'public, max-age=31536000, immutable';
  const aDay = 'public, max-age=86400';

  const worker = await ask('/service-worker.js', { 'accept-encoding': 'gzip' });
  expect(worker.answer).toEqual([200, 'text/javascript; charset=utf-8', 'no-cache', undefined]);
  const { etag = '', 'content-encoding': encoding } = worker.response.headers();
  expect(encoding).toBe('gzip');
  expect((await ask('/service-worker.js', { 'if-none-match': etag })).answer[0]).toBe(304);

  const kept = new Set((await worker.response.text()).match(/\/assets\/[\w.-]+/g));
  expect(kept.size).toBeGreaterThan(20);
  for (const path of kept)
    expect((await ask(path)).answer, path).toEqual([200, expect.any(String), forEver, undefined]);
  const [offline = ''] = [...kept].filter((path) => path.endsWith('.html'));
  const page = await ask(offline);
  expect(page.answer[1]).toBe('text/html; charset=utf-8');
  expect(await page.response.text()).toContain('Нет соединения');

  const manifest = await ask('/manifest.webmanifest');
  expect(manifest.answer).toEqual([
    200,
    expect.stringMatching(/^application\/manifest\+json/),
    aDay,
    undefined,
  ]);
  const { icons } = await manifest.response.json();
  for (const { src } of [...icons, { src: '/apple-touch-icon.png' }])
    expect((await ask(src)).answer, src).toEqual([200, 'image/png', aDay, undefined]);
  expect((await ask('/login')).answer[2]).toBe('no-store');
});

test('a part of the room page is loaded when it is first asked for, under the same policy (row 102)', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  const asked: string[] = [];
  anna.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await anna.createRoom(unique('garden'));
  await anna.say('Good evening');
  expect(asked.filter((path) => path.includes('member-card'))).toEqual([]);
  const part = anna.page.waitForResponse(/\/assets\/member-card-\w+\.js$/);
  await anna.page.getByTitle('Open the card of Anna').click();
  await expect(anna.page.getByRole('dialog').getByText('Here since')).toBeVisible();
  expect(await (await part).allHeaders()).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': expect.stringMatching(/^(br|gzip)$/),
  });
  await anna.page.keyboard.press('Escape');
  await anna.page.getByTitle('Open the card of Anna').click();
  await expect(anna.page.getByRole('dialog').getByText('Here since')).toBeVisible();
  expect(asked.filter((path) => path.includes('member-card'))).toHaveLength(1);
});

test('a batch of 10 MB passes, elsewhere 64 KB; anything larger gets a problem document, however large it is (rows 39, 47)', async ({
  request,
  unique,
}) => {
  const email = `${unique('keeper').replace(' ', '-')}@example.org`.toLowerCase();
  const password = 'Ten megabytes of 1 lamp';
  const json = { 'content-type': 'application/json' };
  await request.post('/auth/register', { headers: json, data: { email, password } });
  const { token } = await (
    await request.post('/auth/login', { headers: json, data: { email, password } })
  ).json();
  const frame = '{"data":{"lamp":""}}';
  const batch = (bytes: number) =>
    request.post('/kv/write', {
      headers: { ...json, authorization: `Bearer ${token}` },
      data: Buffer.from(frame.replace('""', `"${'x'.repeat(bytes - frame.length)}"`)),
    });
  expect((await batch(10 * 2 ** 20)).status()).toBe(200);
  const list = await request.get('/kv?prefix=la', {
    headers: { authorization: `Bearer ${token}` },
    maxRedirects: 0,
  });
  expect(list.status()).toBe(200);
  for (const length of [10 * 2 ** 20 + 1, 12 * 2 ** 20]) expect((await batch(length)).status()).toBe(413);
  const whole = await request.post('/auth/refresh', {
    headers: json,
    data: Buffer.from(`{"refresh_token":"${'x'.repeat(64 * 2 ** 10 - 20)}"}`),
  });
  expect(whole.status()).toBe(401);
  expect(await whole.json()).toMatchObject({ code: 'token_invalid' });
  for (const length of [64 * 2 ** 10 + 1, 12 * 2 ** 20]) {
    const answer = await request.post('/login', {
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      data: Buffer.alloc(length, ' '),
    });
    expect(answer.status()).toBe(413);
    expect(answer.headers()['content-type']).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 413, code: 'body_too_large' });
  }
});

test('the gateway ignores the address headers that a client sends (row 40)', async ({
  request,
  stack,
  unique,
}) => {
  const forged = '203.0.113.7';
  const path = `/${unique('nowhere').replace(' ', '-')}`;
  const headers = { 'X-Forwarded-For': forged, 'X-Real-IP': forged, Forwarded: `for=${forged}` };
  expect((await request.get(path, { headers })).status()).toBe(404);
  await expect.poll(() => stack.logs()).toContain(path);
  expect(await stack.logs()).not.toContain(forged);
});
