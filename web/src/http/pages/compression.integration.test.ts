import assert from 'node:assert/strict';
import { type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { member } from '../../../testing/people/visitor.ts';
import { testSite } from '../../../testing/website.ts';

type Answer = { status: number | undefined; headers: IncomingHttpHeaders; body: Buffer };

const site = await testSite();
const anna = await member(site.visitor(), 'anna');
const room = `/chat/${await anna.createRoom('Light pages')}`;
const page = (await anna.get(room)).text;

/** As it was sent, where `fetch` unpacks. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((done, fail) => {
    const call = request(site.url, { method, path, headers, agent: false }, async (answer) => {
      const { statusCode: status, headers } = answer;
      done({ status, headers, body: await buffer(answer) });
    });
    call.on('error', fail).end();
  });
}

const encodings = (value: string) => ({ 'accept-encoding': value });
const all = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, url = '']) => url);
const scripts = all(/(?:src|modulepreload" nonce="\w+" href)="(\/assets\/[^"]+\.js)"/g);
const styles = all(/href="(\/assets\/[^"]+\.css)"/g);
const texts = all(/href="(\/assets\/chat-texts[^"]+)"/g);

test('the room page loads at most 30 KB of script and 15 KB of styles before anything is asked for', async () => {
  assert.ok(scripts.length >= 2, page);
  assert.deepEqual([styles.length > 0, texts.length], [true, 1], page);
  // Browsers take Brotli over HTTPS only.
  for (const encoding of ['br', 'gzip']) {
    const sizeOf = async (urls: string[]) => {
      const answers = await Promise.all(urls.map((url) => ask(url, encodings(encoding))));
      for (const { status } of answers) assert.equal(status, 200);
      return answers.reduce((sum, { body }) => sum + body.length, 0);
    };
    const [ofScripts, ofStyles] = [await sizeOf(scripts), await sizeOf(styles)];
    assert.ok(ofScripts <= 30 * 1024, `${encoding}: ${ofScripts} bytes of script: load some by import()`);
    assert.ok(ofStyles <= 15 * 1024, `${encoding}: ${ofStyles} bytes of styles`);
  }
});

test('a page comes in one round trip, and whoever has seen one page of the site has the styles of all', async () => {
  const cookie = await anna.cookieHeader();
  for (const path of ['/', '/login', room]) {
    const { headers, body } = await ask(path, { ...(path === room ? { cookie } : {}), ...encodings('gzip') });
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    // Ten packets are sent before the first one is acknowledged (RFC 6928).
    assert.ok(head.join('\r\n').length + body.length < 10 * 1460, `${path}: ${body.length} bytes`);
    const shown = gunzipSync(body).toString();
    assert.deepEqual(
      [...shown.matchAll(/href="(\/assets\/[^"]+\.css)"/g)].map(([, url]) => url),
      styles,
    );
  }
});

test('the service worker keeps the parts of the room page, but not the grammars of code, which are many', async () => {
  const kept = (await ask('/service-worker.js')).body.toString();
  for (const part of ['chat-texts', 'formatted-view', 'message-menu'])
    assert.ok(kept.includes(`/${part}`), part);
  for (const grammar of ['javascript', 'python', 'rust']) assert.ok(!kept.includes(`/${grammar}-`), grammar);
});

test('whatever a script of the room page imports is named in its head, so that no file waits for another', async () => {
  for (const url of scripts) {
    const source = (await ask(url)).body.toString();
    for (const [, name = ''] of source.matchAll(/(?:import|from)\s*"\.\/([^"]+)"/g))
      assert.ok(scripts.includes(`/assets/${name}`), `${url}: ${name}`);
  }
});

test('a page is compressed for those who take it so, and says the same to HEAD', async () => {
  const plain = await ask('/login');
  assert.equal(plain.headers['content-encoding'], undefined);
  const packed = await ask('/login', encodings('br, gzip;q=0.5'));
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.match(gunzipSync(packed.body).toString(), /<\/html>\s*$/);
  assert.ok(packed.body.length < plain.body.length / 2);
  for (const { headers, body } of [plain, packed]) {
    assert.match(String(headers.vary), /Accept-Encoding/);
    assert.equal(Number(headers['content-length']), body.length);
  }
  const head = await ask('/login', encodings('gzip'), 'HEAD');
  assert.deepEqual([head.headers['content-encoding'], head.body.length], ['gzip', 0]);
  for (const refused of ['gzip;q=0', 'identity', 'zstd'])
    assert.equal((await ask('/login', encodings(refused))).headers['content-encoding'], undefined, refused);
  const error = await ask('/nowhere', { accept: 'text/html', ...encodings('gzip') });
  assert.deepEqual([error.status, error.headers['content-encoding']], [404, 'gzip']);
});

test('the size of a compressed page tells nothing of a form token: it is written anew each time (row 100)', async () => {
  const tokens = new Set<string | undefined>();
  const cookie = await anna.cookieHeader();
  for (let time = 0; time < 10; time += 1) {
    const { body } = await ask(room, { cookie, ...encodings('gzip') });
    const found = [
      ...gunzipSync(body)
        .toString()
        .matchAll(/name="_csrf" value="([^"]+)"/g),
    ];
    for (const [, token] of found) tokens.add(token);
  }
  assert.ok(tokens.size >= 10, [...tokens].join(' '));
  // A prefix that stays could be guessed letter by letter.
  assert.ok(new Set([...tokens].map((token) => token?.slice(0, 6))).size >= 9, [...tokens].join(' '));
});

test('a bundle is sent as it was compressed when it was built, with a tag for each encoding', async () => {
  const [url = ''] = styles;
  const [plain, gzip, brotli] = await Promise.all([
    ask(url),
    ask(url, encodings('gzip')),
    ask(url, encodings('gzip, deflate, br')),
  ]);
  assert.deepEqual(
    [plain, gzip, brotli].map(({ headers }) => headers['content-encoding']),
    [undefined, 'gzip', 'br'],
  );
  assert.deepEqual(gunzipSync(gzip.body), plain.body);
  assert.deepEqual(brotliDecompressSync(brotli.body), plain.body);
  for (const { headers } of [plain, gzip, brotli]) {
    assert.match(String(headers['content-type']), /^text\/css; charset=utf-8$/i);
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.match(String(headers.vary), /Accept-Encoding/);
  }
  assert.equal(new Set([plain, gzip, brotli].map(({ headers }) => headers.etag)).size, 3);
  const same = { 'if-none-match': String(brotli.headers.etag), ...encodings('br') };
  assert.equal((await ask(url, same)).status, 304);
  const part = await ask(url, { range: 'bytes=10-19' });
  assert.deepEqual([part.status, part.body], [206, plain.body.subarray(10, 20)]);
  const head = await ask(url, encodings('br'), 'HEAD');
  assert.deepEqual([head.headers['content-length'], head.body.length], [String(brotli.body.length), 0]);
});

test('the description of the API is compressed once, and has a tag for each encoding', async () => {
  const [plain, gzip] = [await ask('/openapi.json'), await ask('/openapi.json', encodings('gzip'))];
  assert.deepEqual(gunzipSync(gzip.body), plain.body);
  assert.notEqual(gzip.headers.etag, plain.headers.etag);
  const again = await ask('/openapi.json', {
    'if-none-match': String(gzip.headers.etag),
    ...encodings('gzip'),
  });
  assert.equal(again.status, 304);
});
