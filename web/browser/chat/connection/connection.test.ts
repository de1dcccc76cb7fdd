import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ServerFrame } from '@lantern/chat/protocol';
import { type ChatFixture, openChatFixture } from '../../../../chat/src/testing/chat-fixture.ts';
import { anna, boris, kitchen } from '../../../../chat/src/testing/people.ts';
import { Connection, type ConnectionState } from './connection.ts';
import type { RoomTokenResult } from './room-token.ts';

const NodeWebSocket = globalThis.WebSocket;

/** Node's WebSocket sends no `Origin`, which a browser's does. */
class BrowserWebSocket extends NodeWebSocket {
  constructor(url: string, protocols: string[]) {
    const headers = { Origin: `http://${new URL(url).host}` };
    super(url, { protocols, headers } as unknown as string[]);
  }
}
before(() => Object.assign(globalThis, { WebSocket: BrowserWebSocket }));
after(() => Object.assign(globalThis, { WebSocket: NodeWebSocket }));

/** The page's side of a room: its connection to a real chat service, and the states that it passed through. */
class Page {
  readonly connection: Connection;
  readonly states: string[] = [];
  readonly frames: ServerFrame[] = [];
  replaced = 0;
  #waiting = new Set<() => void>();

  constructor(requestToken: () => Promise<RoomTokenResult>) {
    this.connection = new Connection({
      requestToken,
      onState: (state) => {
        this.states.push(describe(state));
        this.#changed();
      },
      onFrame: (frame) => {
        this.frames.push(frame);
        this.#changed();
      },
      onReplaced: () => {
        this.replaced++;
        this.#changed();
      },
      backoff: () => 5,
    });
    this.connection.start();
  }

  async until(done: (page: Page) => boolean): Promise<void> {
    while (!done(this)) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  reaches(state: string, times = 1): Promise<void> {
    return this.until(({ states }) => states.filter((each) => each === state).length >= times);
  }

  [Symbol.dispose](): void {
    this.connection.stop();
  }

  #changed(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

const describe = (state: ConnectionState) =>
  'reason' in state ? `${state.name}: ${state.reason}` : state.name;

/**
 * The token as web would issue it.
 *
 * @param lifetime seconds until the token expires
 * @param expiresIn the lifetime that the page is told, in seconds
 */
async function issueToken(
  fixture: ChatFixture,
  lifetime = 600,
  expiresIn = lifetime,
): Promise<RoomTokenResult> {
  const token = await fixture.issuer.token(anna, { expires: lifetime });
  return { kind: 'token', token, url: `ws://127.0.0.1:${fixture.port}/ws`, expiresIn: expiresIn * 1_000 };
}

test('A page connects with a token, and its message comes back to it', async () => {
  await using fixture = await openChatFixture();
  using page = new Page(() => issueToken(fixture));
  assert.equal(page.connection.send({ type: 'typing' }), false, 'nothing is sent before the welcome');
  await page.reaches('connected');
  assert.ok(page.connection.send({ type: 'message', text: 'good evening', ref: 'a' }));
  await page.until(({ frames }) => frames.some((frame) => frame.type === 'message' && frame.ref === 'a'));
  assert.deepEqual(page.states, ['connecting', 'connected']);
});

test('When the chat service restarts, the page reconnects with a new token', async () => {
  await using later = await openChatFixture();
  let requests = 0;
  const fixture = await openChatFixture();
  using page = new Page(() => issueToken(requests++ === 0 ? fixture : later));
  await page.reaches('connected');
  await fixture[Symbol.asyncDispose]();
  await page.reaches('connected', 2);
  assert.equal(page.states[2], 'waiting: restart');
  assert.equal(requests, 2);
});

test('When a process stops that others take over from, the page connects to another first and misses nothing', async () => {
  await using next = await openChatFixture();
  await using fixture = await openChatFixture({ handsOver: true, timing: { reconnectDelay: 50 } });
  let requests = 0;
  using page = new Page(() => issueToken(requests++ === 0 ? fixture : next));
  await page.reaches('connected');
  const boriss = await fixture.enter(boris);
  const drained = fixture.chat.drain();
  await page.until(({ frames }) => frames.some(({ type }) => type === 'closing'));
  boriss.send({ type: 'message', text: 'still here', ref: 'a' });
  await page.until(({ frames }) => frames.some((frame) => frame.type === 'message' && frame.ref === 'a'));
  await page.until(({ replaced }) => replaced === 1);
  assert.ok(page.connection.send({ type: 'message', text: 'over there', ref: 'b' }));
  await page.until(({ frames }) => frames.some((frame) => frame.type === 'message' && frame.ref === 'b'));
  boriss.socket.close();
  await drained;
  assert.deepEqual(page.states, ['connecting', 'connected', 'connected']);
});

test('When a process stops and no other takes its place, the page keeps its connection until it closes, and then reconnects', async () => {
  await using later = await openChatFixture();
  await using fixture = await openChatFixture({
    handsOver: true,
    timing: { reconnectDelay: 20, handOver: 200 },
  });
  let [closed, attempts] = [false, 0];
  using page = new Page(() => {
    attempts += closed ? 0 : 1;
    return issueToken(closed ? later : fixture);
  });
  await page.reaches('connected');
  const drained = fixture.chat.drain();
  await page.reaches('waiting: restart');
  closed = true;
  await page.reaches('connected', 2);
  await drained;
  assert.equal(attempts, 2, 'one of them to replace the connection');
});

test('While the site does not answer, the page keeps trying and reports it', async () => {
  await using fixture = await openChatFixture();
  let requests = 0;
  using page = new Page(async () => (requests++ < 3 ? { kind: 'unavailable' } : issueToken(fixture)));
  await page.reaches('connected');
  const outage = ['waiting: unreachable', 'reconnecting'];
  assert.deepEqual(page.states, ['connecting', ...outage, ...outage, ...outage, 'connected']);
});

test('The page reports a socket that never opens while the site answers as blocked', async () => {
  await using fixture = await openChatFixture();
  let requests = 0;
  using page = new Page(async () => {
    const good = await issueToken(fixture);
    return requests++ < 3 && good.kind === 'token' ? { ...good, token: 'not-a-token' } : good;
  });
  await page.reaches('connected');
  assert.deepEqual(
    page.states.filter((state) => state.startsWith('waiting')),
    ['waiting: silent', 'waiting: silent', 'waiting: blocked'],
  );
});

test('When the site refuses a token, the page reports why and does not try again', async () => {
  let requests = 0;
  using page = new Page(async () => {
    requests++;
    return { kind: 'refused', reason: 'signed_out' };
  });
  await page.reaches('closed: signed_out');
  page.connection.check();
  assert.equal(requests, 1);
});

test('A page does not reconnect to a deleted room', async () => {
  await using fixture = await openChatFixture();
  using page = new Page(() => issueToken(fixture));
  await page.reaches('connected');
  await fixture.cluster.announce({ type: 'room-deleted', room_id: kitchen.id });
  await page.reaches('closed: room_deleted');
});

test('The page renews its token before it expires, and the socket lives as long as the new one', async () => {
  await using fixture = await openChatFixture();
  let requests = 0;
  using page = new Page(async () => {
    requests++;
    if (requests > 2) return { kind: 'unavailable' };
    return requests === 1 ? issueToken(fixture, 4, 0.5) : issueToken(fixture, 6, 600);
  });
  await page.reaches('connected');
  const connectedAt = Date.now();
  await page.reaches('reconnecting');
  assert.deepEqual(page.states.slice(0, 3), ['connecting', 'connected', 'reconnecting']);
  assert.ok(Date.now() - connectedAt > 4_000, 'longer than the first token could');
});

test('The page replaces an expired token at once, without a delay', async () => {
  await using fixture = await openChatFixture();
  let requests = 0;
  using page = new Page(async () => {
    requests++;
    if (requests === 2) return { kind: 'unavailable' };
    return requests === 1 ? issueToken(fixture, 3, 0.5) : issueToken(fixture, 600);
  });
  await page.reaches('connected', 2);
  assert.deepEqual(page.states, ['connecting', 'connected', 'reconnecting', 'connected']);
});

test('A check reconnects at once instead of waiting, and probes an open socket', async () => {
  await using fixture = await openChatFixture();
  let requests = 0;
  using page = new Page(async () =>
    requests++ === 0 ? { kind: 'unavailable', retryAfter: 3_600_000 } : issueToken(fixture),
  );
  await page.reaches('waiting: unreachable');
  page.connection.check();
  await page.reaches('connected');
  page.connection.check();
  await page.until(({ frames }) => frames.some(({ type }) => type === 'pong'));
});

test('A tab reconnects when its browser gets a new session right after a refusal', async () => {
  await using fixture = await openChatFixture();
  let requests = 0;
  using page = new Page(async () =>
    ++requests === 2 ? { kind: 'refused', reason: 'signed_out' } : issueToken(fixture, 600),
  );
  await page.reaches('connected');
  await fixture.cluster.announce({ type: 'user-revocation', user_ids: [anna.id] });
  await page.reaches('waiting: token_expired');
  await page.reaches('connected', 2);
});

test('The page reports that its reader is signed out when the site has said so twice', async () => {
  await using fixture = await openChatFixture();
  let requests = 0;
  using page = new Page(async () =>
    ++requests === 1 ? issueToken(fixture) : { kind: 'refused', reason: 'signed_out' },
  );
  await page.reaches('connected');
  await fixture.cluster.announce({ type: 'user-revocation', user_ids: [anna.id] });
  await page.reaches('closed: signed_out');
  assert.equal(requests, 3);
});
