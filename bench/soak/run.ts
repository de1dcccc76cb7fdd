/** Whether memory stays flat while web and chat work for long: `npm run soak`. See bench/README.md. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createIssuer } from '../../chat/src/testing/issuer.ts';
import { Service } from '../../e2e/stacks/service.ts';
import { freePort } from '../../testing/servers/server.ts';
import { Child } from '../child.ts';
import type { Job as MessageJob } from '../fanout/load/generator.ts';
import type { Talked } from '../fanout/load/talk.ts';
import type { Mixed, Job as RequestJob } from '../http/generator.ts';
import { startSite } from '../http/site.ts';
import { prepareWorkload } from '../http/workload.ts';
import { PASSWORD } from '../seed/password.ts';
import { type Sample, slopeOf } from './slope.ts';
import { liveMemory, WATCHED } from './watched.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '3' } } });
const minutes = Number(values.minutes);
if (!(minutes >= 1)) {
  process.stderr.write('--minutes takes a number from 1 on\n');
  process.exit(1);
}

/** A third of them is left out as the warm-up. */
const SAMPLES = 24;
const REQUESTS_PER_S = 100;
const ROOMS = 5;
const PEOPLE = 50;
/** Of each of them. */
const MESSAGES_PER_S = 10;
/** Bytes for each request or message: 1 MB for 10,000. */
const MOST = 100;
/** Of the requests: a machine with other work answers some too late. */
const MOST_FAILED = 0.01;

const said = (text: string) => process.stderr.write(`${text}\n`);
const running: (() => unknown)[] = [];
let outcome: Awaited<ReturnType<typeof soak>> | undefined;
try {
  outcome = await soak();
} finally {
  for (const stop of running.reverse()) await stop();
}
for (const { name, samples, unit, slope } of outcome) {
  const [first, last] = [samples[0]?.bytes ?? 0, samples.at(-1)?.bytes ?? 0];
  const figures = `${megabytes(first)} MB, then ${megabytes(last)} MB after ${samples.at(-1)?.done} ${unit}`;
  said(`${name}: ${figures}; ${megabytes(slope * 10_000, 2)} MB for 10,000 ${unit}, at most 1`);
}
process.exitCode = outcome.every(({ slope }) => slope < MOST) ? 0 : 1;

async function soak() {
  const site = await startSite({ seeded: undefined, people: 2000, rooms: 2000, nodeArguments: WATCHED });
  running.push(site.stop);
  const workload = await prepareWorkload({
    port: site.port,
    connection: site.connection,
    password: PASSWORD,
  });
  const requests = new Child(new URL('../http/generator.ts', import.meta.url));
  running.push(() => requests.stop());
  const { chat, logFile, messages } = await startChat();

  const seconds = minutes * 60;
  said(`${REQUESTS_PER_S} requests and ${PEOPLE * MESSAGES_PER_S} messages a second for ${seconds} s`);
  const load = requests.ask<Mixed>({
    kind: 'mixed',
    port: site.port,
    workload,
    rate: REQUESTS_PER_S,
    warmUp: 0,
    seconds: Math.ceil(seconds + 5),
  } satisfies RequestJob);
  let isOver = false;
  let messagesDone = 0;
  const talk = async () => {
    while (!isOver) {
      const talked = await messages.ask<Talked>({
        kind: 'talk',
        senders: PEOPLE / ROOMS,
        messages: 5 * MESSAGES_PER_S,
        window: 0,
        rate: MESSAGES_PER_S,
        chunk: 1,
      } satisfies MessageJob);
      if (!talked.ok) throw new Error(`messages were lost: ${JSON.stringify(talked.faults)}`);
      messagesDone += PEOPLE * 5 * MESSAGES_PER_S;
    }
  };
  const talking = talk();
  talking.catch(() => {});

  const start = performance.now();
  const web: Sample[] = [];
  const rooms: Sample[] = [];
  for (let n = 1; n <= SAMPLES; n++) {
    await Promise.race([sleep(start + (n * seconds * 1000) / SAMPLES - performance.now()), failed(talking)]);
    const requestsDone = Math.round(((performance.now() - start) / 1000) * REQUESTS_PER_S);
    for (const { service, logFile } of site.webs)
      web.push({ done: requestsDone, bytes: await liveMemory(service, logFile) });
    rooms.push({ done: messagesDone, bytes: await liveMemory(chat, logFile) });
  }
  isOver = true;
  const [mixed] = await Promise.all([load, talking]);
  const sent = mixed.all.count + mixed.failed;
  if (mixed.failed > MOST_FAILED * sent) throw new Error(`${mixed.failed} of ${sent} requests failed`);
  return [
    { name: 'web', unit: 'requests', samples: web, slope: slopeOf(web) },
    { name: 'chat', unit: 'messages', samples: rooms, slope: slopeOf(rooms) },
  ];
}

/** Chat alone, with people in its rooms, and the process in which they are. */
async function startChat() {
  const folder = await mkdtemp(join(tmpdir(), 'lantern-soak-'));
  running.push(() => rm(folder, { recursive: true, force: true }));
  const issuer = await createIssuer();
  const port = await freePort();
  const logFile = join(folder, 'chat.log');
  const chat = new Service({
    command: [process.execPath, ...WATCHED, join(import.meta.dirname, '../../chat/src/main.ts')],
    env: {
      NODE_ENV: 'production',
      PORT: String(port),
      ROOM_TOKEN_JWKS: JSON.stringify(issuer.jwks),
      CHAT_MESSAGES_PER_MINUTE: '100000000',
    },
    logFile,
    readyUrl: `http://127.0.0.1:${port}/health/ready`,
  });
  running.push(() => chat.stop());
  await chat.start();
  const messages = new Child(new URL('../fanout/load/generator.ts', import.meta.url));
  running.push(() => messages.stop());
  const places = Array.from({ length: ROOMS }, (_, n) => ({ id: randomUUID(), name: `Room ${n}` }));
  const expires = Math.ceil(minutes * 60) + 600;
  const tokens = await Promise.all(
    Array.from({ length: PEOPLE }, (_, n) => {
      const room = places[n % ROOMS];
      return issuer.token({ id: randomUUID(), name: `Person ${n}` }, { ...(room && { room }), expires });
    }),
  );
  await messages.ask({
    kind: 'open',
    ports: [port],
    pids: { server: chat.pid },
    connections: PEOPLE,
    rooms: ROOMS,
    tokens,
    envelope: ['{"type":"message","ref":"b","text":"', '"}'],
    settle: 0.5,
    idle: 0,
  } satisfies MessageJob);
  return { chat, logFile, messages };
}

/** Never settles unless the work fails. */
function failed(work: Promise<unknown>): Promise<never> {
  return work.then(() => new Promise(() => {}));
}

function megabytes(bytes: number, places = 1): string {
  return (bytes / 1e6).toFixed(places);
}
