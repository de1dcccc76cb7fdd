import type { Drill } from './drill.ts';
import { certificateExpired } from './faults/certificate.ts';
import { halfOpenSockets, neverReading, slowloris } from './faults/clients.ts';
import { clockJump } from './faults/clock.ts';
import {
  gatewayKilled,
  gatewayRestarted,
  gatewayStoodStill,
  reloadGateway,
  untilGatewayUsesAll,
} from './faults/gateway.ts';
import { networkCut, networkSlow, silentConnections } from './faults/network.ts';
import { killed, stoodStill } from './faults/processes.ts';
import { postgresAway, postgresDiskFull, redisEmptied } from './faults/servers.ts';
import { dataDiskFull } from './faults/standalone.ts';
import type { ProcessesSite, StandaloneSite } from './site/site.ts';

export const rollingRestart: Drill<ProcessesSite> = {
  name: 'Rolling restart: each web and chat process in turn (SIGTERM), then new workers of nginx (reload)',
  seen: 'Nobody notices',
  within: 5,
  perYear: 52,
  expected: { everyMessage: true, states: /^$/, reconnectP99: 5 },
  async run(site) {
    for (const service of [...site.stack.webs, ...site.stack.chats]) {
      await service.stop();
      await service.start();
      await untilGatewayUsesAll(site);
    }
    reloadGateway(site);
  },
};

const WEB_GONE = 'Some requests that it was answering fail; in rooms nobody notices';
const CHAT_GONE = 'Its members reconnect and read that messages may be missing; pages are served';

/** What CI runs. */
export const shortDrills: Drill<ProcessesSite>[] = [
  rollingRestart,
  killed('web 1', {
    seen: WEB_GONE,
    within: 5,
    perYear: 12,
    expected: { failures: /^503 /, everyMessage: true, states: /^$/ },
  }),
  killed('chat 1', {
    seen: CHAT_GONE,
    within: 5,
    perYear: 12,
    expected: { states: /^(waiting: (lost|silent)|connected, partial)$/, reconnectP99: 5 },
  }),
  gatewayKilled('nginx', 'nginx'),
  gatewayKilled('haproxy', 'HAProxy'),
  stoodStill('web 1', 10, {
    seen: 'Requests that it had wait up to 4 s, and those that write fail; in rooms nobody notices',
    within: 10,
    perYear: 2,
    expected: { failures: /^503 /, everyMessage: true, states: /^$/ },
  }),
  stoodStill('chat 1', 12, {
    seen: CHAT_GONE,
    within: 20,
    perYear: 2,
    expected: { states: /^(waiting: (lost|silent)|connected, partial)$/ },
  }),
];

/** Drills of the services as processes. */
export const processesDrills: Drill<ProcessesSite>[] = [
  ...shortDrills,
  gatewayStoodStill('nginx', 'nginx', 5),
  gatewayStoodStill('haproxy', 'HAProxy', 5),
  gatewayRestarted,
  redisEmptied,
  postgresAway,
  postgresDiskFull,
  clockJump('web 1'),
  clockJump('chat 1'),
  networkCut,
  networkSlow,
  silentConnections,
  certificateExpired,
  halfOpenSockets,
  slowloris,
  neverReading,
];

/** Drills of `npm start`. */
export const standaloneDrills: Drill<StandaloneSite>[] = [
  killed('npm start', {
    seen: 'The site cannot be reached for some seconds; everybody in a room reconnects and reads that messages may be missing',
    within: 20,
    perYear: 6,
    expected: { failures: /^(ECONNREFUSED|ECONNRESET|socket hang up) / },
  }),
  stoodStill('npm start', 15, {
    seen: 'Nothing is answered meanwhile; then everything goes on',
    within: 30,
    perYear: 2,
    expected: { failures: /^no answer / },
  }),
  dataDiskFull,
];
