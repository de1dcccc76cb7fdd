import type { Costs } from '../costs/costs.ts';
import type { Traffic } from './communities.ts';

/** The share of a core that a process may use: the rest is for the loss of another process, and for everybody’s return. */
const LOAD = 0.5;
/** Sockets of one chat process: as many people reconnect when it is lost. */
const SOCKETS_OF_CHAT = 10_000;
const GATEWAY_CORES = 4;
/** nginx gives a worker 16,384 connections, of which a socket takes two; HAProxy 65,536 files, of which it takes two. */
const SOCKETS_OF_GATEWAY = Math.min(GATEWAY_CORES * 8192, 32_000);
/** A Redis node has one thread. */
const REDIS_NODES = [1, 3, 6, 12, 24];
/** Connections of a web process to Postgres. */
const POOL = 12;
const HEARTBEAT_S = 5;
/** In bytes: a frame with a text of a hundred, with TLS, TCP and IP around it; a page, compressed, with its headers. */
const FRAME_BYTES = 335;
const PAGE_BYTES = 6000;

export type Needs = {
  chat: { processes: number; cores: number; memory_gb: number };
  web: { processes: number; cores: number };
  postgres: { cores: number; connections: number };
  redis: { nodes: number; cores: number };
  gateway: { machines: number; cores: number; memory_gb: number };
  network_mbit_per_s: number;
  /** Those who lost one of the gateways reconnect to the others, or everybody to all of them. */
  return_s: { one: Return; all: Return };
};

/** Seconds until each part has answered all who come back. */
type Return = { chat: number; web: number; gateway: number };

/**
 * What a community needs.
 *
 * @param agree whether all gateways send a room to the same chat process
 */
export function needsOf(traffic: Traffic, costs: Costs, agree = true): Needs {
  const { sockets, tokens_per_s, pages_per_s, connects_per_s, deliveries_per_s, sent } = traffic;
  const pages = Object.values(pages_per_s).reduce((sum, rate) => sum + rate, 0);
  const sent_per_s = sent.reduce((sum, { per_s }) => sum + per_s, 0);

  const gatewayCores =
    (sockets * costs.gateway.idle_us_per_s +
      (deliveries_per_s + sent_per_s) * costs.gateway.frame_us +
      connects_per_s * costs.gateway.connect_us +
      (tokens_per_s + pages) * costs.gateway.request_us) /
    1e6;
  const machines = atLeast(2, sockets / SOCKETS_OF_GATEWAY, gatewayCores / GATEWAY_CORES / LOAD);

  const crossing = agree
    ? []
    : sent.map((each) => ({ ...each, processes: processesOf(each.members, machines) }));
  const chatOwn =
    sockets * costs.chat.idle_us_per_s +
    connects_per_s * costs.chat.connect_us +
    sent_per_s * costs.chat.message_us +
    deliveries_per_s * costs.chat.delivery_us +
    total(crossing, ({ per_s, processes }) => per_s * packetOfChat(costs, processes));
  let [chats, chatCores] = [0, 0];
  // Each process costs something and hears of every other, so that their number depends on itself.
  for (let next = 2; next > chats; ) {
    chats = next;
    chatCores = (chatOwn + chats * processOfChat(costs, chats)) / 1e6;
    next = atLeast(2, sockets / SOCKETS_OF_CHAT, chatCores / LOAD);
  }

  const requests: [per_s: number, cost: keyof Costs['web']][] = [
    [tokens_per_s, 'token'],
    [pages_per_s.room, 'room_page'],
    [pages_per_s.home, 'home_page'],
    [pages_per_s.search, 'search'],
  ];
  const coresOf = (part: 'web_ms' | 'postgres_ms' | 'redis_ms') =>
    total(requests, ([per_s, cost]) => per_s * costs.web[cost][part]) / 1000;
  const webs = atLeast(2, coresOf('web_ms') / LOAD);
  const redisCores =
    coresOf('redis_ms') +
    (costs.cluster.nodes_us_per_s +
      chats * costs.cluster.process_at_redis_us_per_s +
      heartbeatsAtRedis(costs, chats) +
      total(crossing, ({ per_s, processes }) => per_s * packetAtRedis(costs, processes))) /
      1e6;

  const free = (cores: number) => cores * (1 - LOAD);
  const returning = (back: number, gateways: number): Return => ({
    chat: (back * costs.chat.connect_us) / 1e6 / free(chats),
    web: (back * costs.web.token.web_ms) / 1000 / free(webs),
    gateway: (back * costs.gateway.connect_us) / 1e6 / free(gateways * GATEWAY_CORES),
  });
  return {
    chat: {
      processes: chats,
      cores: chatCores,
      memory_gb: (chats * costs.chat.process_bytes + sockets * costs.chat.socket_bytes) / 1e9,
    },
    web: { processes: webs, cores: coresOf('web_ms') },
    postgres: { cores: coresOf('postgres_ms'), connections: webs * POOL },
    redis: {
      nodes: REDIS_NODES.find((nodes) => nodes * LOAD >= redisCores) ?? Number.NaN,
      cores: redisCores,
    },
    gateway: { machines, cores: gatewayCores, memory_gb: (sockets * costs.gateway.socket_bytes) / 1e9 },
    network_mbit_per_s: ((deliveries_per_s * FRAME_BYTES + (pages + tokens_per_s) * PAGE_BYTES) * 8) / 1e6,
    return_s: { one: returning(sockets / machines, machines - 1), all: returning(sockets, machines) },
  };
}

/** On how many processes a room is whose members come over so many gateways, each of which has a process of its own for it. */
export function processesOf(members: number, gateways: number): number {
  return gateways * (1 - (1 - 1 / gateways) ** members);
}

/** The microseconds that chat takes for the packets of one message, when its room is on so many processes. */
export function packetOfChat({ cluster }: Costs, processes: number): number {
  return processes <= 1 ? 0 : cluster.sent_us + (processes - 1) * cluster.received_us;
}

export function packetAtRedis({ redis }: Costs, processes: number): number {
  return processes <= 1 ? 0 : redis.publish_us + processes * redis.deliver_us;
}

/** Microseconds of each process in a second. */
export function processOfChat({ cluster }: Costs, processes: number): number {
  return cluster.process_us_per_s + (processes / HEARTBEAT_S) * cluster.heartbeat_us;
}

/** Every process hears every other: this grows with the square of their number. */
export function heartbeatsAtRedis({ redis }: Costs, processes: number): number {
  return (processes / HEARTBEAT_S) * (redis.publish_us + processes * redis.deliver_us);
}

const atLeast = (least: number, ...wanted: number[]) => Math.max(least, ...wanted.map(Math.ceil));

function total<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
