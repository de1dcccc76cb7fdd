import { setTimeout as sleep } from 'node:timers/promises';
import { startRelay } from '../../chat/src/testing/relay.ts';
import type { Drill } from '../drill.ts';
import type { ProcessesSite } from '../site/site.ts';
import { Account } from '../traffic/account.ts';
import { RoomPage } from '../traffic/room-page.ts';
import { until } from '../traffic/until.ts';

/** In seconds. */
const CUT = 10;
const SLOW = 15;
/** In milliseconds, in each direction. */
const DELAY = 500;

export const networkCut: Drill<ProcessesSite> = {
  name: `The network between chat and Redis is cut for ${CUT} s`,
  seen: 'Rooms say that members may be missing, and afterwards when messages were missed; pages are served',
  within: 10,
  perYear: 4,
  expected: { states: /^connected, partial$/ },
  async run({ chatRedis }, over) {
    chatRedis.cut();
    await sleep(CUT * 1000);
    chatRedis.release();
    over();
  },
};

export const networkSlow: Drill<ProcessesSite> = {
  name: `The network between chat and Redis takes ${DELAY} ms each way`,
  seen: 'Messages of members on another process come half a second later or more',
  within: 5,
  expected: { everyMessage: true, states: /^$/ },
  async run({ chatRedis }) {
    chatRedis.slow(DELAY);
    await sleep(SLOW * 1000);
    chatRedis.release();
  },
};

const SILENT = 10;
/** In seconds: a ping each 25 s, a minute without an answer, five seconds of grace. */
const SHOWN_AS_GONE = 95;

export const silentConnections: Drill<ProcessesSite> = {
  name: `${SILENT} members vanish without a word (no FIN)`,
  seen: `They are shown as gone within ${SHOWN_AS_GONE} s; nobody else notices`,
  within: 5,
  expected: { everyMessage: true, states: /^$/ },
  async run({ stack: { baseURL }, traffic }, over) {
    using relay = await startRelay(baseURL);
    const { origin: through } = new URL(relay.url.replace('https:', 'wss:'));
    const [roomId = ''] = traffic.rooms;
    const pages: RoomPage[] = [];
    for (let number = 1; number <= SILENT; number++) {
      const account = await Account.signUp(baseURL, `Silent ${number}`);
      const socketUrl = (url: string) => url.replace(/^wss:\/\/[^/]+/, through);
      pages.push(new RoomPage({ account, roomId, traffic, socketUrl }));
    }
    for (const page of pages) await page.open();
    await until(() => pages.every(({ connected }) => connected), 10, 'they could not enter');
    relay.swallow();
    const names = pages.map(({ account }) => account.name);
    const others = traffic.pages.filter((page) => page.roomId === roomId);
    await until(
      () => others.every(({ left }) => names.every((name) => left.has(name))),
      SHOWN_AS_GONE,
      'they are not shown as gone',
    );
    over();
    for (const page of pages) page.close();
  },
};
