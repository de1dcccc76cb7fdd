import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import test from 'node:test';
import { openChatFixture } from '../testing/chat-fixture.ts';
import { createIssuer } from '../testing/issuer.ts';
import { anna, boris } from '../testing/people.ts';
import { problemCode, requestUpgrade, upgradeRequestText } from '../testing/upgrade-request.ts';

test('a browser sends its token as a sub-protocol and gets lantern.v1, never the token', async () => {
  await using fixture = await openChatFixture();
  const token = await fixture.issuer.token(anna);
  for (const offer of [`lantern.v1, jwt.${token}`, `jwt.${token}, lantern.v1`]) {
    const { status, headers } = await requestUpgrade(fixture.port, { 'Sec-WebSocket-Protocol': offer });
    assert.equal(status, 101);
    assert.equal(headers['sec-websocket-protocol'], 'lantern.v1');
  }
});

test('a program sends its token as a bearer token, with or without the protocol', async () => {
  await using fixture = await openChatFixture();
  const Authorization = `Bearer ${await fixture.issuer.token(anna)}`;
  const plain = await requestUpgrade(fixture.port, { Authorization });
  assert.deepEqual([plain.status, plain.headers['sec-websocket-protocol']], [101, undefined]);
  const offering = await requestUpgrade(fixture.port, {
    Authorization,
    'Sec-WebSocket-Protocol': 'lantern.v1',
  });
  assert.deepEqual([offering.status, offering.headers['sec-websocket-protocol']], [101, 'lantern.v1']);
  const foreign = await requestUpgrade(fixture.port, {
    Authorization,
    'Sec-WebSocket-Protocol': 'graphql-ws',
  });
  assert.deepEqual([foreign.status, problemCode(foreign)], [400, 'protocol_unsupported']);
});

test('no token, an expired one, or one in the query gets 401 and a problem document (row 33)', async () => {
  await using fixture = await openChatFixture();
  const none = await requestUpgrade(fixture.port, { 'Sec-WebSocket-Protocol': 'lantern.v1' });
  assert.deepEqual([none.status, problemCode(none)], [401, 'token_missing']);
  assert.equal(none.headers['content-type'], 'application/problem+json');
  assert.equal(none.headers['www-authenticate'], 'Bearer');
  const Authorization = `Bearer ${await fixture.issuer.token(anna, { expires: -1 })}`;
  const expired = await requestUpgrade(fixture.port, { Authorization });
  assert.deepEqual([expired.status, problemCode(expired)], [401, 'token_expired']);
  const token = await fixture.issuer.token(anna);
  for (const query of [`?token=${token}`, `?access_token=${token}`, `?jwt.${token}`]) {
    const asked = await requestUpgrade(fixture.port, {}, `/ws${query}`);
    assert.deepEqual([asked.status, problemCode(asked)], [401, 'token_missing']);
  }
});

test('the log never contains a token or query (row 33)', async () => {
  await using fixture = await openChatFixture();
  const good = await fixture.issuer.token(anna);
  const bad = await fixture.issuer.token(anna, { expires: -1 });
  for (const token of [good, bad, `${good}x`]) {
    await requestUpgrade(fixture.port, { Authorization: `Bearer ${token}` }, `/ws?token=${token}`);
    await requestUpgrade(fixture.port, {
      'Sec-WebSocket-Protocol': `lantern.v1, jwt.${token}`,
      Origin: 'http://evil.example',
    });
    await requestUpgrade(fixture.port, {}, `/elsewhere?token=${token}`);
  }
  assert.ok(fixture.lines.length > 0);
  for (const part of [...good.split('.'), ...bad.split('.')])
    assert.ok(!fixture.lines.join('').includes(part));
});

test('a page of another origin gets 403, also a similar one (row 33)', async () => {
  await using fixture = await openChatFixture();
  const Authorization = `Bearer ${await fixture.issuer.token(anna)}`;
  const Host = `127.0.0.1:${fixture.port}`;
  const own = await requestUpgrade(fixture.port, { Authorization, Host, Origin: `http://${Host}` });
  assert.equal(own.status, 101);
  for (const Origin of [
    'null',
    '',
    'http://evil.example',
    `http://127.0.0.1:${fixture.port + 1}`,
    'http://127.0.0.1',
    `http://${Host}.evil.example`,
    `http://${Host}@evil.example`,
    `http://evil.example#${Host}`,
    `http://${Host}/`,
    `ftp://${Host}`,
    `http://${Host}, http://${Host}`,
  ]) {
    const refused = await requestUpgrade(fixture.port, { Authorization, Host, Origin });
    assert.deepEqual([refused.status, problemCode(refused)], [403, 'origin_refused'], Origin);
  }
});

test('a browser’s request without an origin gets 403, a program’s does not (row 33)', async () => {
  await using fixture = await openChatFixture();
  const Authorization = `Bearer ${await fixture.issuer.token(anna)}`;
  assert.equal((await requestUpgrade(fixture.port, { Authorization, 'User-Agent': 'curl/8.5' })).status, 101);
  for (const mark of [
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Mode': 'websocket', 'Sec-Fetch-Dest': 'empty' },
    { Cookie: 'lantern=x' },
    { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64)' },
  ]) {
    const refused = await requestUpgrade(fixture.port, { Authorization, ...mark });
    assert.deepEqual([refused.status, problemCode(refused)], [403, 'origin_refused']);
  }
});

test('Node’s own WebSocket connects with its token in a header or as a sub-protocol (row 62)', async () => {
  await using fixture = await openChatFixture();
  const url = `ws://127.0.0.1:${fixture.port}/ws`;
  const headers = { authorization: `Bearer ${await fixture.issuer.token(anna)}` };
  const offered = ['lantern.v1', `jwt.${await fixture.issuer.token(boris)}`];
  // Node takes `headers`, which browsers do not have and the types do not know.
  for (const options of [{ headers }, { headers, protocols: ['lantern.v1'] }, offered]) {
    const socket = new WebSocket(url, options as string[]);
    const first = await new Promise<string>((done, fail) => {
      socket.onmessage = ({ data }) => done(String(data));
      socket.onerror = () => fail(new Error('was not let in'));
    });
    assert.equal(JSON.parse(first).type, 'welcome');
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  }
});

test('only listed origins are allowed', async () => {
  await using fixture = await openChatFixture({ allowedOrigins: ['https://chat.example'] });
  const Authorization = `Bearer ${await fixture.issuer.token(anna)}`;
  assert.equal(
    (await requestUpgrade(fixture.port, { Authorization, Origin: 'https://chat.example' })).status,
    101,
  );
  for (const Origin of [
    'http://chat.example',
    'https://chat.example:444',
    `http://127.0.0.1:${fixture.port}`,
  ]) {
    assert.equal((await requestUpgrade(fixture.port, { Authorization, Origin })).status, 403);
  }
});

test('a path that is not /ws gets 404', async () => {
  await using fixture = await openChatFixture();
  const Authorization = `Bearer ${await fixture.issuer.token(anna)}`;
  for (const path of ['/', '/ws/', '/wss', '/WS', '//ws']) {
    const absent = await requestUpgrade(fixture.port, { Authorization }, path);
    assert.deepEqual([absent.status, problemCode(absent)], [404, 'not_found']);
  }
});

test('the sockets of an account are limited, and those of others do not count (row 38)', async () => {
  await using fixture = await openChatFixture({ socketsPerPerson: 2 });
  const tabs = [await fixture.enter(anna), await fixture.enter(anna)];
  const Authorization = `Bearer ${await fixture.issuer.token(anna)}`;
  const refused = await requestUpgrade(fixture.port, { Authorization });
  assert.deepEqual([refused.status, problemCode(refused)], [429, 'too_many_sockets']);
  assert.ok(Number(refused.headers['retry-after']) > 0);
  await fixture.enter(boris);
  await tabs[0]?.leave();
  await fixture.enter(anna);
});

test('while the public keys are unavailable the answer is 503, not 401', async () => {
  await using fixture = await openChatFixture({
    keys: () => {
      throw new Error('connection refused');
    },
  });
  const asked = await requestUpgrade(fixture.port, {
    Authorization: `Bearer ${await fixture.issuer.token(anna)}`,
  });
  assert.deepEqual([asked.status, problemCode(asked)], [503, 'keys_unavailable']);
});

test('a token with a foreign signature gets 401', async () => {
  await using fixture = await openChatFixture();
  const stranger = await createIssuer();
  const asked = await requestUpgrade(fixture.port, { Authorization: `Bearer ${await stranger.token(anna)}` });
  assert.deepEqual([asked.status, problemCode(asked)], [401, 'token_signature']);
});

test('a connection that is reset during the token check disturbs no other', async () => {
  let release = () => {};
  const asked = new Promise<void>((resolve) => {
    release = resolve;
  });
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const issuer = await createIssuer();
  await using fixture = await openChatFixture({
    async keys() {
      release();
      await answered;
      return issuer.publicKey;
    },
  });
  const socket = connect(fixture.port, '127.0.0.1');
  socket.write(upgradeRequestText(await issuer.token(anna)));
  await asked;
  socket.resetAndDestroy();
  answer();
  const boriss = fixture.connect(await issuer.token(boris));
  assert.equal((await boriss.next('welcome')).count, 1);
});

test('an unfinished handshake is closed in time, open connections are not', async () => {
  await using fixture = await openChatFixture({ timing: { handshake: 100 } });
  const boriss = await fixture.enter(boris);
  const halves = ['', 'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: webs'].map(async (words) => {
    const socket = connect(fixture.port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text;
    });
    socket.write(words);
    await once(socket, 'close', { signal: AbortSignal.timeout(5000) });
    assert.match(answer, /^HTTP\/1\.1 408 /);
  });
  await Promise.all(halves);
  boriss.say('still here');
  assert.equal((await boriss.next('message')).text, 'still here');
});

test('a request that is no WebSocket handshake gets an HTTP error', async () => {
  await using fixture = await openChatFixture();
  const Authorization = `Bearer ${await fixture.issuer.token(anna)}`;
  const asked = await requestUpgrade(fixture.port, { Authorization, 'Sec-WebSocket-Key': 'short' });
  assert.equal(asked.status, 400);
});

test('all paths except the health checks are 404', async () => {
  await using fixture = await openChatFixture();
  const url = `http://127.0.0.1:${fixture.port}`;
  for (const [path, status] of [
    ['/health/live', 200],
    ['/health/ready', 200],
    ['/ws', 404],
    ['/', 404],
  ] as const) {
    const response = await fetch(url + path);
    assert.equal(response.status, status);
    assert.equal(response.headers.get('x-powered-by'), null);
  }
  assert.equal((await fetch(`${url}/health/live`, { method: 'POST' })).status, 404);
});
