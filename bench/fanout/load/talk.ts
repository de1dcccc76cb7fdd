import { setTimeout as sleep } from 'node:timers/promises';
import type { Crowd } from './crowd.ts';
import { type Faults, Ledger } from './ledger.ts';
import { Meter, type Used } from './meter.ts';
import { Queue, shuffled, Talker } from './talkers.ts';

export type TalkJob = {
  /** Of each room. */
  senders: number;
  /** Of each sender. */
  messages: number;
  /** How many of a sender's messages may be under way at once; 0: as many as the socket takes. */
  window: number;
  /** Messages a second of each sender, whether or not the server keeps up; 0: by the window. */
  rate: number;
  /** How many messages leave in one write, where the window lets them. */
  chunk: number;
};

export type Talked = Used & {
  faults: Faults;
  /** How many connections the server has closed so far. */
  closed: number;
  ok: boolean;
  deliveries: number;
  deliveries_per_s: number;
  latency_ms: { p50: number; p99: number; max: number };
  /** How late the load was with what it had to send by the rate. */
  most_behind_ms: number;
};

const LONGEST = 120_000;
/** Nothing was heard for so long: what is missing is lost. */
const LOST_AFTER = 4000;
/** What comes twice may come late. */
const AFTERMATH = 200;

/** Has the senders of each room talk, and checks what is heard. */
export async function talk(crowd: Crowd, job: TalkJob): Promise<Talked> {
  const { senders, messages } = job;
  const talkers = shuffled(senders * crowd.job.rooms).map((place) => new Talker({ crowd, job, place }));
  const bySender = new Map(talkers.map((talker) => [talker.place, talker]));
  const queue = job.rate ? undefined : new Queue(talkers);
  const reachedAll = (room: number, sender: number) => {
    const talker = bySender.get(room * senders + sender);
    if (!talker) return;
    talker.underWay -= 1;
    queue?.add(talker);
  };
  const ledger = new Ledger({ members: crowd.members(), senders, messages, reachedAll });
  crowd.phase += 1;
  crowd.ledger = ledger;
  const meter = new Meter(crowd.job.pids);
  const start = performance.now();
  const behind = queue ? 0 : await keepRate(talkers, job);
  queue?.start();
  await finished(ledger, performance.now());
  const used = meter.used();
  const seconds = (ledger.lastAt / 1000 - start) / 1000;
  await sleep(AFTERMATH);
  crowd.ledger = undefined;
  const faults = ledger.faults();
  return {
    ...used,
    faults,
    closed: crowd.closed,
    ok: crowd.closed === 0 && Object.values(faults).every((count) => count === 0),
    deliveries: ledger.received,
    deliveries_per_s: ledger.received / seconds,
    latency_ms: { p50: ledger.latency(50), p99: ledger.latency(99), max: ledger.latency(100) },
    most_behind_ms: behind,
  };
}

/** An open loop: everybody in turn when they are due. Returns by how much it was late at most. */
async function keepRate(talkers: Talker[], { rate, messages }: TalkJob): Promise<number> {
  const gap = 1000 / rate / talkers.length;
  const start = performance.now();
  let behind = 0;
  for (let sent = 0; sent < talkers.length * messages; ) {
    const due = start + sent * gap;
    const late = performance.now() - due;
    if (late < 0) await sleep(1);
    else {
      behind = Math.max(behind, late);
      talkers[sent % talkers.length]?.say();
      sent += 1;
    }
  }
  return behind;
}

/** Resolves when everything was heard, and when nothing more is to be expected. */
async function finished(ledger: Ledger, start: number): Promise<void> {
  const stuck = new AbortController();
  const timer = setInterval(() => {
    const now = performance.now();
    const last = Math.max(start, ledger.lastAt / 1000);
    if (now - start > LONGEST || now - last > LOST_AFTER) stuck.abort();
  }, 100);
  const given = new Promise((resolve) => stuck.signal.addEventListener('abort', resolve));
  await Promise.race([ledger.complete, given]);
  clearInterval(timer);
}
