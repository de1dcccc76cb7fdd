import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareGateway } from '../../../e2e/stacks/gateway.ts';
import { Service } from '../../../e2e/stacks/service.ts';
import { startRedis } from '../../../testing/servers/redis.ts';
import { freePort } from '../../../testing/servers/server.ts';
import { ENVELOPE, issuer, roomIds, tokens, UNLIMITED, withLoad } from '../../fanout/load-process.ts';
import { startChat } from '../../fanout/servers/start.ts';
import { fineCpuSeconds } from '../../usage.ts';
import { family } from './family.ts';

export type GatewayCosts = {
  /** CPU of a TLS handshake and the WebSocket's behind it. */
  connect_us: number;
  /** CPU to pass on a frame, either way. */
  frame_us: number;
  idle_us_per_s: number;
  socket_bytes: number;
  /** CPU to pass on a request for a page over a connection that is kept open. */
  request_us: number;
};

const CONNECTIONS = 1000;
const ROOMS = 50;
const IDLE = 26;
/** Some share of a core, as an operator would have it: when little comes, each frame is a wake-up of both programs. */
const TALK = { senders: 10, window: 0, rate: 1, chunk: 1, messages: 10 };
const REQUESTS = 3000;
const PAGE = 'x'.repeat(6000);

/** What the gateway spends on TLS sockets, on frames and on requests. */
export async function measureGateway(): Promise<GatewayCosts> {
  await using redis = await startRedis();
  const folder = await mkdtemp(join(tmpdir(), 'lantern-scaling-'));
  const web = createServer((_, response) => response.end(PAGE)).listen(0, '127.0.0.1');
  await once(web, 'listening');
  const chat = await startChat(issuer, { env: { ...UNLIMITED, REDIS_URL: redis.url } });
  const port = await freePort();
  const gateway = await prepareGateway({
    listen: `127.0.0.1:${port}`,
    web: [`127.0.0.1:${(web.address() as AddressInfo).port}`],
    chat: [`127.0.0.1:${chat.port}`],
  });
  const service = new Service({
    command: gateway.command,
    env: {},
    logFile: join(folder, 'gateway.log'),
    readyUrl: `https://127.0.0.1:${port}/health/gateway`,
  });
  try {
    await service.start();
    const pids = family(service.pid, /^(nginx|haproxy)$/);
    const cpu = () => Object.values(pids).reduce((sum, pid) => sum + fineCpuSeconds(pid), 0);
    const costOf = async (run: () => Promise<unknown>) => {
      const before = cpu();
      await run();
      return (cpu() - before) * 1e6;
    };
    const request_us = (await costOf(() => requests(port))) / REQUESTS;
    return await withLoad([chat], async (load) => {
      const idleAlone = await costOf(() => sleep(5000));
      const opened = await load.open({
        ports: [port],
        pids,
        connections: CONNECTIONS,
        rooms: ROOMS,
        tokens: await tokens(CONNECTIONS, roomIds(ROOMS)),
        envelope: ENVELOPE.chat,
        tls: true,
        settle: 1,
        idle: 2,
      });
      const idle = await costOf(() => sleep(IDLE * 1000));
      const { cpu_s, deliveries, ok, faults } = await load.talk(TALK);
      if (!ok) throw new Error(JSON.stringify(faults));
      const frames = deliveries + ROOMS * TALK.senders * TALK.messages;
      return {
        connect_us: (sum(opened.connecting.cpu_s) * 1e6) / CONNECTIONS,
        frame_us: (sum(cpu_s) * 1e6) / frames,
        idle_us_per_s: (idle / IDLE - idleAlone / 5) / CONNECTIONS,
        socket_bytes: sum(opened.bytes_per_connection),
        request_us,
      };
    });
  } finally {
    await service.stop();
    web.close();
    for (const path of [folder, gateway.folder]) await rm(path, { recursive: true, force: true });
  }
}

const sum = (each: Record<string, number>) => Object.values(each).reduce((all, one) => all + one, 0);

async function requests(port: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, rejectUnauthorized: false });
  const visitor = async () => {
    for (let n = 0; n < REQUESTS / 8; n += 1) {
      const sent = request({ port, host: '127.0.0.1', agent, path: '/' }).end();
      const [response] = await once(sent, 'response');
      response.resume();
      await once(response, 'end');
    }
  };
  await Promise.all(Array.from({ length: 8 }, visitor));
  agent.destroy();
}
