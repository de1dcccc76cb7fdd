import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createClient } from 'redis';
import { startRedis } from '../../../testing/servers/redis.ts';
import { redisPid } from '../../redis-pid.ts';
import { fineCpuSeconds } from '../../usage.ts';
import { fitLine } from './fit-line.ts';

export type RedisCosts = {
  /** CPU to take a packet, and to send it to one subscriber. */
  publish_us: number;
  deliver_us: number;
  /** Of each room on each process. */
  subscription_bytes: number;
  connection_bytes: number;
};

/** About what a message between members is as a packet. */
const PACKET_BYTES = 420;
const SUBSCRIBERS = [1, 5, 20, 100];
const PUBLISHED = 3000;
const CHANNELS = 10_000;
const CHANNEL = 'lantern:room:6f2c1b57-37c8-4a4e-a0a8-2ad1d4c6f1aa';

/** What Redis spends on messages that come one by one, as from many processes, and on what is subscribed to. */
export async function measureRedis(): Promise<RedisCosts> {
  await using redis = await startRedis();
  const client = await createClient({ url: redis.url }).connect();
  const sockets: Socket[] = [];
  try {
    const pid = await redisPid(redis.url);
    const memory = async () => Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1]);
    const packet = Buffer.alloc(PACKET_BYTES, 'x');
    const points: [subscribers: number, us: number][] = [];
    let connection_bytes = 0;
    for (const count of SUBSCRIBERS) {
      const before = await memory();
      const added = count - sockets.length;
      while (sockets.length < count) sockets.push(await subscriber(redis.url));
      connection_bytes = ((await memory()) - before) / added;
      const cpu = fineCpuSeconds(pid);
      for (let n = 0; n < PUBLISHED; n += 1) await client.sPublish(CHANNEL, packet);
      points.push([count, ((fineCpuSeconds(pid) - cpu) * 1e6) / PUBLISHED]);
    }
    const before = await memory();
    const many = await createClient({ url: redis.url }).connect();
    for (let n = 0; n < CHANNELS; n += 100)
      await Promise.all(
        Array.from({ length: 100 }, (_, i) => many.sSubscribe(`${CHANNEL}${n + i}`, () => {})),
      );
    const subscription_bytes = ((await memory()) - before - connection_bytes) / CHANNELS;
    many.destroy();
    const { offset, slope } = fitLine(points);
    return { publish_us: offset, deliver_us: slope, subscription_bytes, connection_bytes };
  } finally {
    for (const socket of sockets) socket.destroy();
    client.destroy();
  }
}

/** A connection that reads and drops what comes. */
async function subscriber(url: string): Promise<Socket> {
  const { port, password } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`AUTH ${password}\r\nSSUBSCRIBE ${CHANNEL}\r\n`);
  let said = '';
  while (!said.includes('ssubscribe')) said += String((await once(socket, 'data'))[0]);
  socket.on('error', () => {});
  socket.resume();
  return socket;
}
