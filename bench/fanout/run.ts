/** Measures fan-out of the chat service alone, and of a naive server beside it; prints JSON. See bench/README.md. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createIssuer } from '../../chat/src/testing/issuer.ts';
import { machine } from '../usage.ts';
import type { Job, Measured } from './generator.ts';
import { startProgram, startServer } from './servers.ts';

const LONGEST = 120_000;
const PER_ROOM = 100;

const { values } = parseArgs({
  options: {
    conns: { type: 'string', default: '500' },
    messages: { type: 'string', default: '1000' },
    window: { type: 'string', default: '8' },
    idle: { type: 'string', default: '2000' },
    pin: { type: 'boolean', default: false },
  },
});
const options = {
  conns: atMost('conns', 10_000),
  messages: atMost('messages', 100_000),
  window: atMost('window', 1000),
  idle: atMost('idle', 20_000),
  pin: values.pin,
};
const [serverCore, generatorCore] = options.pin && cpus().length > 1 ? [0, 1] : [undefined, undefined];

function atMost(name: 'conns' | 'messages' | 'window' | 'idle', most: number): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value > 0 && value <= most) return value;
  process.stderr.write(`--${name} takes a number from 1 to ${most}\n`);
  process.exit(1);
}

const issuer = await createIssuer();
const SERVERS = {
  lantern: {
    path: '../../chat/src/main.ts',
    env: { PORT: '0', ROOM_TOKEN_JWKS: JSON.stringify(issuer.jwks), CHAT_MESSAGES_PER_MINUTE: '100000000' },
  },
  naive: { path: './naive.ts', env: {} },
};

/** A token per connection, each of another person; `rooms` of them share the people. */
function tokens(count: number, rooms: number): Promise<string[]> {
  const ids = Array.from({ length: rooms }, () => randomUUID());
  const mint = (_: unknown, i: number) => {
    const room = { id: ids[i % rooms] ?? '', name: `Room ${i % rooms}` };
    return issuer.token({ id: randomUUID(), name: `Person ${i}` }, { room });
  };
  return Promise.all(Array.from({ length: count }, mint));
}

async function load(server: keyof typeof SERVERS, job: Omit<Job, 'port' | 'pid'>): Promise<Measured> {
  const { path, env } = SERVERS[server];
  const { port, pid, stop } = await startServer(path, serverCore, env);
  const generator = startProgram('./generator.ts', generatorCore, { ipc: true });
  const deadline = setTimeout(() => generator.kill('SIGKILL'), LONGEST);
  try {
    generator.send({ ...job, port, pid });
    const failed = once(generator, 'exit').then(([code, signal]) => {
      throw new Error(`the generator ended with ${code ?? signal}: something was lost, or it took too long`);
    });
    const [measured] = await Promise.race([once(generator, 'message'), failed]);
    return measured;
  } finally {
    clearTimeout(deadline);
    generator.kill('SIGKILL');
    await stop();
  }
}

async function both(server: keyof typeof SERVERS) {
  const { conns, messages, window, idle } = options;
  const busy = await load(server, { tokens: await tokens(conns, 1), rooms: 1, messages, window });
  const rooms = Math.ceil(idle / PER_ROOM);
  const quiet = await load(server, { tokens: await tokens(idle, rooms), rooms, messages: 0, window: 0 });
  const { bytes_per_connection: bytes_per_idle_connection } = quiet;
  const { bytes_per_connection: _, ...figures } = busy;
  return { ...figures, bytes_per_idle_connection };
}

const ratio = (a: number, b: number): number => Number((a / b).toFixed(3));

const lantern = await both('lantern');
const naive = await both('naive');
const compared = {
  cpu_us_per_delivery: ratio(lantern.cpu_us_per_delivery, naive.cpu_us_per_delivery),
  deliveries_per_s: ratio(lantern.deliveries_per_s, naive.deliveries_per_s),
  bytes_per_idle_connection: ratio(lantern.bytes_per_idle_connection, naive.bytes_per_idle_connection),
};
process.stdout.write(
  `${JSON.stringify({ machine: machine(), options, lantern, naive, lantern_to_naive: compared }, null, 2)}\n`,
);
