import { table } from '../document.ts';
import { number } from '../figures.ts';
import type { RequestCosts } from './costs/web.ts';
import type { Measured } from './measured.ts';
import { EVENING, trafficOf } from './model/communities.ts';
import { type Needs, needsOf } from './model/needs.ts';
import { predict } from './model/prediction.ts';
import type { Part } from './options.ts';
import type { Phase, Simulated } from './simulation/simulate.ts';

const SOCKETS = [10_000, 100_000, 1_000_000];

/** When and on what the parts were measured: with the load of each part's beginning, from the least to the most. */
function occasionOf({ occasions }: Measured, parts: Part[]): string {
  const some = parts.map((part) => occasions[part]);
  const on = new Set(
    some.map(({ date, cores, cpu, node }) => `${date}, ${cores} cores (${cpu}), Node ${node.slice(1)}`),
  );
  const loads = some.map(({ load_1m = 0 }) => load_1m).sort((a, b) => a - b);
  const range = [...new Set([loads[0], loads.at(-1)])].map(number).join(' to ');
  return `Measured ${[...on].join('; ')}, load ${range} when it began`;
}

export function costsReport(measured: Measured): string {
  const { chat, cluster, redis, web, gateway } = measured;
  const us = (value: number) => `${number(value)} µs`;
  const kilobytes = (bytes: number) => `${number(bytes / 1000)} kB`;
  const request = ({ web_ms, postgres_ms, redis_ms }: RequestCosts) =>
    `${number(web_ms)}, ${number(postgres_ms)} and ${number(redis_ms)} ms`;
  const rows = [
    ['chat: a message, and each delivery of it', `${us(chat.message_us)} and ${us(chat.delivery_us)}`],
    ['chat: to connect a socket', us(chat.connect_us)],
    [
      'chat: an idle socket',
      `${us(chat.idle_us_per_s)} a second, ${kilobytes(chat.socket_bytes)}; a process ${number(chat.process_bytes / 1e6)} MB, of which Node’s program may be shared`,
    ],
    ['chat: a packet to peers, and from one', `${us(cluster.sent_us)} and ${us(cluster.received_us)}`],
    ['chat: a heartbeat from a peer', us(cluster.heartbeat_us)],
    ['chat: an idle process with three Redis nodes', `${us(cluster.process_us_per_s)} a second`],
    [
      'Redis: to take a packet, and to send it to each process',
      `${us(redis.publish_us)} and ${us(redis.deliver_us)}`,
    ],
    ['Redis: an idle chat process, on three nodes', `${us(cluster.process_at_redis_us_per_s)} a second`],
    [
      'Redis: a room on a process, and a connection',
      `${number(redis.subscription_bytes)} bytes and ${kilobytes(redis.connection_bytes)}`,
    ],
    ['gateway: to connect a socket, with TLS', us(gateway.connect_us)],
    ['gateway: a frame', us(gateway.frame_us)],
    ['gateway: an idle socket', `${us(gateway.idle_us_per_s)} a second, ${kilobytes(gateway.socket_bytes)}`],
    ['gateway: a request', us(gateway.request_us)],
    ['a room token: web, Postgres and Redis', request(web.token)],
    ['a room page', request(web.room_page)],
    ['the home page', request(web.home_page)],
    ['a search', request(web.search)],
  ];
  const when = occasionOf(measured, ['chat', 'cluster', 'redis', 'web', 'gateway']);
  return `${when}.\n\n${table(['CPU time or memory of', ''], rows)}`;
}

export function needsReport(measured: Measured): string {
  const traffic = SOCKETS.map((sockets) => trafficOf(sockets, EVENING));
  const needs = traffic.map((each) => needsOf(each, measured));
  const apart = traffic.map((each) => needsOf(each, measured, false));
  const row = (name: string, of: (needs: Needs, n: number) => string) => [name, ...needs.map(of)];
  const seconds = (parts: Record<string, number>) => {
    const [slowest] = Object.entries(parts).sort(([, a], [, b]) => b - a);
    return `${number(slowest?.[1])} s, for ${slowest?.[0]}`;
  };
  const cores = (value: number) => `${number(value)} cores`;
  const rows = [
    row('deliveries', (_, n) => `${number(traffic[n]?.deliveries_per_s)}/s`),
    row('room tokens', (_, n) => `${number(traffic[n]?.tokens_per_s)}/s`),
    row(
      'gateways of 4 cores',
      ({ gateway }) => `${gateway.machines}: ${cores(gateway.cores)}, ${number(gateway.memory_gb)} GB`,
    ),
    row(
      'chat processes',
      ({ chat }) => `${chat.processes}: ${cores(chat.cores)}, ${number(chat.memory_gb)} GB`,
    ),
    row('web processes', ({ web }) => `${web.processes}: ${cores(web.cores)}`),
    row('Postgres', ({ postgres }) => `${cores(postgres.cores)}, ${postgres.connections} connections`),
    row('Redis nodes', ({ redis }) => `${redis.nodes}: ${cores(redis.cores)}`),
    row('network to the members', ({ network_mbit_per_s }) => `${number(network_mbit_per_s)} Mbit/s`),
    row('one gateway is lost: all are back after', ({ return_s }) => seconds(return_s.one)),
    row('all gateways restart: all are back after', ({ return_s }) => seconds(return_s.all)),
    [
      'if gateways send a room to different processes: chat, Redis',
      ...apart.map(
        ({ chat, redis }) => `${chat.processes}: ${cores(chat.cores)}; ${redis.nodes}: ${cores(redis.cores)}`,
      ),
    ],
  ];
  return table(['sockets', ...SOCKETS.map((count) => count.toLocaleString('en'))], rows);
}

const SHAPES = {
  together: 'rooms of 20, each on one process',
  apart: 'rooms of 20, each member elsewhere',
  large: 'a room of 200 on all processes',
} as const;

export function simulationReport(measured: Measured): string {
  const { simulation } = measured;
  const rows = Object.entries(SHAPES).flatMap(([name, about]) =>
    simulation[name as keyof typeof SHAPES].map((one) => [
      about,
      `${one.processes}`,
      ...figures(one, measured),
    ]),
  );
  const head = [
    '',
    'processes',
    'idle: chat',
    'Redis',
    'talking: chat',
    'Redis',
    'p99 of a delivery, ms',
    'connecting: packets of a room',
    'to Redis and from it, MB',
  ];
  return `${occasionOf(measured, ['simulation'])}. CPU as measured, in ms a second of all processes together, and what the model says.\n\n${table(head, rows)}\n\n${stallOf(simulation.together)}`;
}

function figures(one: Simulated, measured: Measured): string[] {
  const predicted = predict(one, measured);
  const compared = (phase: Phase, of: 'chat' | 'redis', model: number) => {
    const cpu = of === 'chat' ? phase.chat_cpu_s : phase.redis_cpu_s;
    const rate = (seconds: number) => number((seconds * 1000) / phase.span_s);
    const error = Math.round((model / cpu - 1) * 100);
    return `${rate(cpu)}, model ${rate(model)} (${error < 0 ? '−' : '+'}${Math.abs(error)} %)`;
  };
  const { idle, talking, connecting, rooms } = one;
  const { redis } = connecting;
  return [
    compared(idle, 'chat', predicted.idle.chat),
    compared(idle, 'redis', predicted.idle.redis),
    compared(talking, 'chat', predicted.talking.chat),
    compared(talking, 'redis', predicted.talking.redis),
    number(talking.latency_ms.p99),
    number(redis.spublish / rooms),
    `${number(redis.in_bytes / 1e6)} and ${number(redis.out_bytes / 1e6)}`,
  ];
}

function stallOf(together: Simulated[]): string {
  const each = together.map(
    ({ processes, rooms, stalled }) =>
      `${stalled?.redis.spublish} with ${processes} processes and ${rooms} rooms`,
  );
  return `Packets after one process stood still for 18 s and went on, while nobody talks: ${each.join(', ')}.`;
}
