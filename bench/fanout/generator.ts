/** The load, in a process of its own: told what to do by a message from `run.ts`, answers with what it measured. */
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, residentBytes } from '../usage.ts';
import { clientFrame, openReader } from './reader.ts';

export type Job = {
  port: number;
  pid: number;
  /** One per connection; connection i is for room i mod `rooms`. */
  tokens: string[];
  rooms: number;
  messages: number;
  /** How many of the sender's messages may be on their way at once. */
  window: number;
};

export type Measured = {
  deliveries: number;
  deliveries_per_s: number;
  cpu_us_per_delivery: number;
  latency_ms: { p50: number; p99: number };
  bytes_per_connection: number;
};

const MARK = Buffer.from('~at~');
const DIGITS = 16;
const CONNECTING_AT_ONCE = 50;
const SETTLE = 1000;

async function measure({ port, pid, tokens, rooms, messages, window }: Job): Promise<Measured> {
  const latencies = new Float64Array(tokens.length * messages);
  const next = new Uint32Array(tokens.length);
  let received = 0;
  let finished = () => {};
  const all = new Promise<void>((resolve) => {
    finished = resolve;
  });
  let onOwn = () => {};

  const listener = (index: number) => (payload: Buffer) => {
    const mark = payload.indexOf(MARK);
    if (mark < 0) return;
    const [at, order] = [
      readDigits(payload, mark + MARK.length),
      readDigits(payload, mark + MARK.length + DIGITS),
    ];
    if (order !== next[index])
      throw new Error(`connection ${index} got message ${order}, not ${next[index]}`);
    next[index] = order + 1;
    latencies[received] = performance.now() - at / 1000;
    received += 1;
    if (index === 0) onOwn();
    if (received === latencies.length) finished();
  };

  const before = residentBytes(pid);
  const sockets = [];
  for (let i = 0; i < tokens.length; i += CONNECTING_AT_ONCE) {
    const batch = tokens.slice(i, i + CONNECTING_AT_ONCE);
    // The room in the query is for the naive server; the chat service takes it from the token.
    const open = (token: string, j: number) =>
      openReader(port, `/ws?room=${(i + j) % rooms}`, token, listener(i + j));
    sockets.push(...(await Promise.all(batch.map(open))));
  }
  // Notices of who came, and the garbage of the handshakes.
  await sleep(SETTLE);
  const growth = (residentBytes(pid) - before) / tokens.length;

  const [sender] = sockets;
  let sent = 0;
  const send = () => {
    if (sent === messages) return;
    const text = `${MARK}${digits(performance.now() * 1000)}${digits(sent)}`;
    sender?.write(clientFrame(JSON.stringify({ type: 'message', text, ref: `${sent}` })));
    sent += 1;
  };
  onOwn = send;
  const cpu = cpuSeconds(pid);
  const start = performance.now();
  for (let i = 0; i < window; i += 1) send();
  if (messages > 0) await all;
  const seconds = (performance.now() - start) / 1000;
  const used = cpuSeconds(pid) - cpu;
  latencies.sort();
  const at = (share: number) => round(latencies[Math.trunc(latencies.length * share)] ?? 0, 3);
  return {
    deliveries: received,
    deliveries_per_s: Math.round(received / seconds),
    cpu_us_per_delivery: received === 0 ? 0 : round((used * 1e6) / received, 3),
    latency_ms: { p50: at(0.5), p99: at(0.99) },
    bytes_per_connection: Math.round(growth),
  };
}

const digits = (value: number): string => String(Math.trunc(value)).padStart(DIGITS, '0');
const readDigits = (payload: Buffer, start: number): number =>
  Number(payload.toString('latin1', start, start + DIGITS));
const round = (value: number, places: number): number => Number(value.toFixed(places));

process.once('message', async (job: Job) => {
  const measured = await measure(job);
  process.send?.(measured, () => process.exit(0));
});
