import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROTOCOL, TOKEN_PROTOCOL_PREFIX } from '@lantern/chat/protocol';
import { WebSocket } from 'ws';
import { connectTo } from '../../e2e/stacks/trust.ts';
import type { Drill } from '../drill.ts';
import type { Site } from '../site/site.ts';
import { Account } from '../traffic/account.ts';
import { until } from '../traffic/until.ts';

const UNDISTURBED: Pick<Drill, 'within' | 'expected'> = {
  within: 5,
  expected: { everyMessage: true, states: /^$/ },
};

const HALF_OPEN = 2_000;
const SLOW_REQUESTS = 500;
/** In seconds: how long a request's head may take, and a little. */
const HEAD_WITHIN = 25;

export const halfOpenSockets: Drill = {
  name: `${HALF_OPEN.toLocaleString('en')} connections that say nothing`,
  seen: 'Nobody notices; they are closed after 15 s',
  ...UNDISTURBED,
  async run({ stack: { baseURL } }) {
    const { hostname, port } = new URL(baseURL);
    await untilClosed(Array.from({ length: HALF_OPEN }, () => connect(Number(port), hostname)));
  },
};

export const slowloris: Drill = {
  name: `${SLOW_REQUESTS} requests that come a byte a second (Slowloris)`,
  seen: 'Nobody notices; they are closed after 15 s',
  ...UNDISTURBED,
  async run({ stack: { baseURL } }) {
    const sockets = Array.from({ length: SLOW_REQUESTS }, () => connectTo(baseURL));
    for (const socket of sockets) {
      socket.write('GET / HTTP/1.1\r\nHost: lantern\r\nX-Slow: ');
      const timer = setInterval(() => socket.write('a'), 1_000);
      socket.once('close', () => clearInterval(timer));
    }
    await untilClosed(sockets);
  },
};

/** @throws when some are still open */
async function untilClosed(sockets: Socket[]): Promise<void> {
  for (const socket of sockets) socket.on('error', () => {}).resume();
  const open = () => sockets.filter(({ destroyed }) => !destroyed).length;
  await until(
    () => open() === 0,
    HEAD_WITHIN,
    () => `${open()} connections are still open`,
  );
}

/** In UTF-8 a character has three bytes. */
const LONG = '漢'.repeat(3_900);
/** In milliseconds, for each member of the room. */
const LONG_EVERY = 200;

export const neverReading: Drill = {
  name: 'A member who never reads, in a room with much to read',
  seen: 'They are disconnected; nobody else notices',
  ...UNDISTURBED,
  async run({ stack, traffic }: Site) {
    const [roomId = ''] = traffic.rooms;
    const account = await Account.signUp(stack.baseURL, 'Never reading');
    const { text } = await account.call('POST', `/rooms/${roomId}/token`);
    const { url, token } = JSON.parse(text);
    const before = cutOffIn(await stack.logs());
    const socket = new WebSocket(url, [PROTOCOL, TOKEN_PROTOCOL_PREFIX + token]);
    socket.on('error', () => {});
    await once(socket, 'open');
    socket.pause();
    const others = traffic.pages.filter((page) => page.roomId === roomId);
    const timer = setInterval(() => {
      for (const page of others) page.say(` ${LONG}`);
    }, LONG_EVERY);
    try {
      await until(async () => cutOffIn(await stack.logs()) > before, 60, 'they are not disconnected');
    } finally {
      clearInterval(timer);
      socket.terminate();
    }
    await sleep(1_000);
  },
};

const cutOffIn = (logs: string) => (logs.match(/"reason":"too_slow"/g) ?? []).length;
