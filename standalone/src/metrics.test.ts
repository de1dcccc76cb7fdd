import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROTOCOL } from '@lantern/chat/protocol';
import { root } from '../../testing/checkout.ts';
import { scrape } from '../../testing/scrape.ts';
import { freePort } from '../../testing/servers/server.ts';
import { people } from '../../web/testing/people/people.ts';
import { Program } from '../../web/testing/people/program.ts';
import { Visitor } from '../../web/testing/people/visitor.ts';
import { folderWithDatabase, launch, start } from '../testing/instance.ts';

const folder = await folderWithDatabase();
const port = await freePort();
const { url } = await start(folder, { METRICS_PORT: String(port), LOG_LEVEL: 'info' });

/** Says something in a room as a page does, and waits until it comes back. */
async function say(room: string, token: string, text: string): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?room=${room}`, [PROTOCOL, `jwt.${token}`]);
  await new Promise<void>((resolve, reject) => {
    socket.onerror = reject;
    socket.onopen = () => socket.send(JSON.stringify({ type: 'message', text, ref: '1' }));
    socket.onmessage = ({ data }) => JSON.parse(data).type === 'message' && resolve();
  });
  socket.close();
}

test('one port serves the metrics of web and chat, without any input (row 41)', async () => {
  const { email, password } = people.anna;
  const visitor = new Visitor(url);
  await visitor.signUp('anna');
  const room = await visitor.createRoom('A quiet room');
  const program = new Program(url);
  await program.signIn('anna');
  const { token } = (await program.post(`/rooms/${room}/token`)).body;
  const typed = 'typed-where-it-does-not-belong';
  await say(room, token, typed);
  await visitor.get(`/search?q=${typed}&token=${token}`);
  await visitor.get(`/${typed}`);
  await program.post('/auth/login', { email: typed, password: typed });
  await fetch(`${url}/auth/${typed}`, { method: 'DELETE' });
  await fetch(url, { method: 'PURGE' });

  const { series, text } = await scrape(port);
  const count = (method: string, route: string, status: string) =>
    series.get(
      `lantern_http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`,
    );
  assert.equal(count('GET', '/search', '2xx'), 1);
  assert.equal(count('POST', '/rooms/:room/token', '2xx'), 1);
  assert.equal(count('GET', '(none)', '4xx'), 1);
  assert.equal(count('DELETE', '(none)', '4xx'), 1);
  assert.equal(series.get('lantern_http_problems_total{code="invalid_credentials"}'), 1);
  assert.equal(series.get('lantern_chat_messages_total'), 1);
  assert.equal(series.get('lantern_chat_handshakes_total{outcome="accepted"}'), 1);
  assert.equal(series.get('lantern_queue_waiting{queue="passwords"}'), 0);
  for (const part of ['database', 'sharedState', 'chat'])
    assert.equal(series.get(`lantern_ready{part="${part}"}`), 1);
  assert.ok((series.get('nodejs_eventloop_lag_p99_seconds') ?? 0) > 0);
  const cookie = decodeURIComponent(visitor.cookies.get('session') ?? '');
  for (const secret of [typed, email, password, room, token, program.token, cookie])
    assert.ok(secret.length > 5 && !text.includes(secret), secret);
});

test('no request of a stranger adds a series', async () => {
  const ask = async () => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PROPFIND'])
      for (const path of ['', 'chat/', 'users/', 'assets/', 'oauth/', 'health/'])
        await fetch(`${url}/${path}${Math.random()}?${Math.random()}`, {
          method,
          headers: { host: `${Math.random()}.example.org`, 'user-agent': String(Math.random()) },
        });
    return (await scrape(port)).series;
  };
  const first = await ask();
  const again = await ask();
  assert.deepEqual([...again.keys()], [...first.keys()]);
});

test('the public port knows nothing of it', async () => {
  assert.equal((await fetch(`${url}/metrics`)).status, 404);
  assert.equal((await fetch(`http://127.0.0.1:${port}/health/ready`)).status, 404);
  assert.equal((await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'POST' })).status, 405);
});

test('a taken METRICS_PORT is reported in one line', async () => {
  const { child, output } = launch(join(folder, 'another'), { METRICS_PORT: String(port) });
  const [code] = await new Promise<[number | null]>((resolve) =>
    child.once('exit', (ended) => resolve([ended])),
  );
  assert.equal(code, 1);
  assert.match(output(), new RegExp(`port ${port} on 127.0.0.1 is taken: .* set METRICS_PORT\n$`));
});

test('alerts and dashboard name metrics that are served, and the manual names all of ours', async () => {
  const { names } = await scrape(port);
  const read = (file: string) => readFile(join(root, file), 'utf8');
  const named = (text: string) =>
    new Set([...text.matchAll(/(?<![\w:])(?:lantern|nodejs|process)_\w+/g)].map(([name]) => name));
  const files = ['monitoring/alerts.yml', 'monitoring/alerts.test.yml', 'monitoring/dashboard.json'];
  for (const file of files) {
    const there = named(await read(file));
    assert.ok(there.size > 5, file);
    assert.deepEqual([...there.difference(names)], [], file);
  }
  const ours = new Set(
    [...names].flatMap((name) =>
      name.startsWith('lantern_') ? name.replace(/_(bucket|sum|count)$/, '') : [],
    ),
  );
  const manual = named(await read('docs/monitoring.md'));
  assert.deepEqual([...ours.difference(manual)], []);
  assert.deepEqual(
    [...manual].filter((name) => name.startsWith('lantern_') && !ours.has(name)),
    [],
  );
});
