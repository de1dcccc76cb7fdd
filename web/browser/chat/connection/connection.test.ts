import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ServerFrame } from '@lantern/chat/protocol';
import { anna, kitchen } from '../../../../chat/src/testing/people.ts';
import { openStage, type Stage } from '../../../../chat/src/testing/stage.ts';
import { Connection, type ConnectionState } from './connection.ts';
import type { TokenAnswer } from './token.ts';

const NodeWebSocket = globalThis.WebSocket;

/** Node's WebSocket says that it is a browser's, but not where its page is from; a browser's says both. */
class BrowserWebSocket extends NodeWebSocket {
  constructor(url: string, protocols: string[]) {
    const headers = { Origin: `http://${new URL(url).host}` };
    super(url, { protocols, headers } as unknown as string[]);
  }
}
before(() => Object.assign(globalThis, { WebSocket: BrowserWebSocket }));
after(() => Object.assign(globalThis, { WebSocket: NodeWebSocket }));

/** The page's side of a room: its connection to a real chat service, and what it went through. */
class Page {
  readonly connection: Connection;
  readonly went: string[] = [];
  readonly frames: ServerFrame[] = [];
  #waiting = new Set<() => void>();

  constructor(token: () => Promise<TokenAnswer>) {
    this.connection = new Connection({
      token,
      state: (state) => {
        this.went.push(describe(state));
        this.#changed();
      },
      frame: (frame) => {
        this.frames.push(frame);
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
    return this.until(({ went }) => went.filter((each) => each === state).length >= times);
  }

  [Symbol.dispose](): void {
    this.connection.stop();
  }

  #changed(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

const describe = (state: ConnectionState) => ('why' in state ? `${state.name}: ${state.why}` : state.name);

/**
 * What web would answer.
 *
 * @param lasts seconds until the token expires
 * @param seconds what the page is told of it
 */
async function answer(stage: Stage, lasts = 600, seconds = lasts): Promise<TokenAnswer> {
  const token = await stage.issuer.token(anna, { expires: lasts });
  return { kind: 'token', token, url: `ws://127.0.0.1:${stage.port}/ws`, expiresIn: seconds * 1_000 };
}

test('A page connects with a token and is welcomed; what it says comes back', async () => {
  await using stage = await openStage();
  using page = new Page(() => answer(stage));
  assert.equal(page.connection.send({ type: 'typing' }), false, 'nothing is sent before the welcome');
  await page.reaches('connected');
  assert.ok(page.connection.send({ type: 'message', text: 'good evening', ref: 'a' }));
  await page.until(({ frames }) => frames.some((frame) => frame.type === 'message' && frame.ref === 'a'));
  assert.deepEqual(page.went, ['connecting', 'connected']);
});

test('A chat service that restarts is waited for, and the page comes back with a fresh token', async () => {
  await using later = await openStage();
  let asked = 0;
  const stage = await openStage();
  using page = new Page(() => answer(asked++ === 0 ? stage : later));
  await page.reaches('connected');
  await stage[Symbol.asyncDispose]();
  await page.reaches('connected', 2);
  assert.equal(page.went[2], 'waiting: restart');
  assert.equal(asked, 2);
});

test('While the site does not answer, the page goes on trying, and says so', async () => {
  await using stage = await openStage();
  let asked = 0;
  using page = new Page(async () => (asked++ < 3 ? { kind: 'unavailable' } : answer(stage)));
  await page.reaches('connected');
  const trouble = ['waiting: unreachable', 'trying'];
  assert.deepEqual(page.went, ['connecting', ...trouble, ...trouble, ...trouble, 'connected']);
});

test('A socket that never opens though the site answers is told apart', async () => {
  await using stage = await openStage();
  let asked = 0;
  using page = new Page(async () => {
    const good = await answer(stage);
    return asked++ < 3 && good.kind === 'token' ? { ...good, token: 'not-a-token' } : good;
  });
  await page.reaches('connected');
  assert.deepEqual(
    page.went.filter((state) => state.startsWith('waiting')),
    ['waiting: silent', 'waiting: silent', 'waiting: blocked'],
  );
});

test('Whoever may not enter is told why, and the page does not try again', async () => {
  let asked = 0;
  using page = new Page(async () => {
    asked++;
    return { kind: 'refused', why: 'signed_out' };
  });
  await page.reaches('ended: signed_out');
  page.connection.wake();
  assert.equal(asked, 1);
});

test('A room that is deleted ends the page', async () => {
  await using stage = await openStage();
  using page = new Page(() => answer(stage));
  await page.reaches('connected');
  await stage.backplane.announce({ type: 'room-closed', room_id: kitchen.id });
  await page.reaches('ended: room_deleted');
});

test('A token is renewed before it expires, and the socket lives as long as the new one', async () => {
  await using stage = await openStage();
  let asked = 0;
  using page = new Page(async () => {
    asked++;
    if (asked > 2) return { kind: 'unavailable' };
    return asked === 1 ? answer(stage, 4, 0.5) : answer(stage, 6, 600);
  });
  await page.reaches('connected');
  const connectedAt = Date.now();
  await page.reaches('trying');
  assert.deepEqual(page.went.slice(0, 3), ['connecting', 'connected', 'trying']);
  assert.ok(Date.now() - connectedAt > 4_000, 'longer than the first token could');
});

test('An expired token is replaced at once, without a pause', async () => {
  await using stage = await openStage();
  let asked = 0;
  using page = new Page(async () => {
    asked++;
    if (asked === 2) return { kind: 'unavailable' };
    return asked === 1 ? answer(stage, 3, 0.5) : answer(stage, 600);
  });
  await page.reaches('connected', 2);
  assert.deepEqual(page.went, ['connecting', 'connected', 'trying', 'connected']);
});

test('Waking tries at once instead of waiting, and asks an open socket for a sign of life', async () => {
  await using stage = await openStage();
  let asked = 0;
  using page = new Page(async () =>
    asked++ === 0 ? { kind: 'unavailable', pause: 3_600_000 } : answer(stage),
  );
  await page.reaches('waiting: unreachable');
  page.connection.wake();
  await page.reaches('connected');
  page.connection.wake();
  await page.until(({ frames }) => frames.some(({ type }) => type === 'pong'));
});

test('A tab whose own browser is getting a new session is a stranger for a moment only', async () => {
  await using stage = await openStage();
  let asked = 0;
  using page = new Page(async () =>
    ++asked === 2 ? { kind: 'refused', why: 'signed_out' } : answer(stage, 600),
  );
  await page.reaches('connected');
  await stage.backplane.announce({ type: 'tokens-revoked', person_ids: [anna.id] });
  await page.reaches('waiting: token_expired');
  await page.reaches('connected', 2);
});

test('Whoever is signed out is told so when the site has said it twice', async () => {
  await using stage = await openStage();
  let asked = 0;
  using page = new Page(async () => (++asked === 1 ? answer(stage) : { kind: 'refused', why: 'signed_out' }));
  await page.reaches('connected');
  await stage.backplane.announce({ type: 'tokens-revoked', person_ids: [anna.id] });
  await page.reaches('ended: signed_out');
  assert.equal(asked, 3);
});
