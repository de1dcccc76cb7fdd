import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis } from '../../../testing/servers/redis.ts';
import { ENVELOPE, issuer, roomIds, tokens, UNLIMITED, withLoad } from '../../fanout/load-process.ts';
import { startChat } from '../../fanout/servers/start.ts';
import { fineCpuSeconds, residentBytes } from '../../usage.ts';
import { fitLine } from './fit-line.ts';

export type ChatCosts = {
  /** CPU of a message, before it is delivered to anybody, and of each delivery. */
  message_us: number;
  delivery_us: number;
  /** CPU of a handshake with everything that follows from it. */
  connect_us: number;
  /** CPU of a socket on which nothing happens, in a second: pings. */
  idle_us_per_s: number;
  socket_bytes: number;
  process_bytes: number;
};

const CONNECTIONS = 2000;
const ROOM_SIZES = [5, 20, 200];
/** Of all rooms together, in a second: some share of a core, as an operator would have it. */
const DELIVERIES = 15_000;
const SECONDS = 10;
/** Longer than from one ping to the next. */
const IDLE = 26;

/** What one chat process spends on sockets and messages: rooms of three sizes tell messages from deliveries. */
export async function measureChat(): Promise<ChatCosts> {
  await using redis = await startRedis();
  const points: [deliveries: number, us: number][] = [];
  const waiting: Omit<ChatCosts, 'message_us' | 'delivery_us'>[] = [];
  for (const size of ROOM_SIZES) {
    const rooms = CONNECTIONS / size;
    const minted = await tokens(CONNECTIONS, roomIds(rooms));
    const server = await startChat(issuer, { env: { ...UNLIMITED, REDIS_URL: redis.url } });
    await withLoad([server], async (load) => {
      const process_bytes = residentBytes(server.pid);
      const used = async (seconds: number) => {
        const before = fineCpuSeconds(server.pid);
        await sleep(seconds * 1000);
        return (fineCpuSeconds(server.pid) - before) / seconds;
      };
      const empty = await used(5);
      const job = { ports: [server.port], pids: { server: server.pid }, envelope: ENVELOPE.chat };
      const opened = await load.open({
        ...job,
        connections: CONNECTIONS,
        rooms,
        tokens: minted,
        settle: 1,
        idle: 2,
      });
      if (size === 20)
        waiting.push({
          connect_us: ((opened.connecting.cpu_s.server ?? 0) * 1e6) / CONNECTIONS,
          socket_bytes: opened.bytes_per_connection.server ?? 0,
          process_bytes,
          idle_us_per_s: (((await used(IDLE)) - empty) * 1e6) / CONNECTIONS,
        });
      const messages = DELIVERIES / CONNECTIONS;
      const talk = { senders: Math.min(5, size), window: 0, chunk: 1 };
      const rate = messages / talk.senders;
      await load.talk({ ...talk, rate, messages: Math.ceil(rate * 3) });
      const { cpu_s, deliveries, ok, faults } = await load.talk({
        ...talk,
        rate,
        messages: Math.ceil(rate * SECONDS),
      });
      if (!ok) throw new Error(JSON.stringify(faults));
      points.push([size, ((cpu_s.server ?? 0) * 1e6 * size) / deliveries]);
    });
  }
  const { offset, slope } = fitLine(points);
  return { message_us: offset, delivery_us: slope, ...(waiting[0] as (typeof waiting)[number]) };
}
