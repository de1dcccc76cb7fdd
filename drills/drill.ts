import { type Percentiles, percentiles } from '../bench/figures.ts';
import { residentBytes } from '../bench/usage.ts';
import type { MessageVerdict } from './ledger/messages.ts';
import { processTree } from './site/process-tree.ts';
import type { Site } from './site/site.ts';
import { until } from './traffic/until.ts';

export type Drill<Place extends Site = Site> = {
  name: string;
  /** What people see; `expected` holds it to that. */
  seen: string;
  /** In seconds: everybody must be well again within this time, by themselves. */
  within: number;
  /** How often it is assumed to happen to a site in a year; absent: it is no outage, or never counts. */
  perYear?: number;
  expected: Expected;
  /** Makes ready what the fault needs, before the traffic begins. @returns what undoes it */
  prepare?(place: Place): Promise<() => Promise<void>>;
  /** Makes the fault. Calls `over` when time begins to count; without it, it counts from the fault's beginning. */
  run(place: Place, over: () => void): Promise<void>;
};

type Expected = {
  /** What may come instead of a good answer; absent: every request is answered well. */
  failures?: RegExp;
  /** Everybody who is connected gets every confirmed message, and none is shown as not delivered. */
  everyMessage?: true;
  /** States that pages may show beside connected ones; absent: any. */
  states?: RegExp;
  /** In seconds: how long 99 of 100 reconnects may take. */
  reconnectP99?: number;
};

export type Outcome = {
  drill: string;
  seen: string;
  requests: number;
  failures: Record<string, number>;
  writes: number;
  /** In milliseconds. */
  reconnects: Percentiles;
  /** In seconds, until the last request had failed and everybody was connected. */
  recovery: number;
  /** In seconds, from the first request that failed, or from the fault if people had to reconnect, until all was well again. */
  outage: number;
  messages: MessageVerdict;
  lostWrites: string[];
  /** What was not as it has to be. */
  complaints: string[];
};

/** In milliseconds, of traffic before the fault. */
const BEFORE = 2_000;
const MB = 2 ** 20;
/** A process may have grown so much when a drill is over. V8 keeps memory that it had, for a while. */
const GROWTH = 80 * MB;

/** Has the fault happen under traffic, waits until all is well again, and judges. */
export async function runDrill<Place extends Site>(drill: Drill<Place>, place: Place): Promise<Outcome> {
  const { traffic } = place;
  const complaints: string[] = [];
  const undo = await drill.prepare?.(place);
  const logged = await uncaughtIn(place);
  await traffic.start();
  await new Promise((resolve) => setTimeout(resolve, BEFORE));
  const memory = memoryOf(place);
  const began = performance.now();
  let since = began;
  try {
    await drill.run(place, () => {
      since = performance.now();
    });
    const ended = performance.now();
    await until(
      () => traffic.requests.isWell(ended) && traffic.allConnected,
      drill.within + 15,
      () => `not well again: ${describe(traffic)}`,
    );
  } catch (error) {
    complaints.push((error as Error).message);
  }
  await traffic.stop().catch((error: Error) => complaints.push(error.message));
  const messages = await traffic.compareMessages();
  const lostWrites = await traffic.writes
    .lost()
    .catch((error: Error) => [`unknown, since they cannot be read: ${error.message}`]);
  const { requests } = traffic;
  const outcome: Outcome = {
    drill: drill.name,
    seen: drill.seen,
    requests: requests.records.length,
    failures: requests.outcomes,
    writes: traffic.writes.count,
    reconnects: percentiles(traffic.pages.flatMap(({ reconnects }) => reconnects)),
    recovery: Math.max(requests.recovery(since), traffic.lastReconnect - since, 0) / 1000,
    outage: Math.max(requests.outage, traffic.lastReconnect - began, 0) / 1000,
    messages,
    lostWrites,
    complaints,
  };
  complaints.push(...(await crashes(place, logged.length)), ...(await memoryKept(place, memory)));
  complaints.push(...complaintsAbout(drill, outcome, place));
  await undo?.();
  return outcome;
}

const describe = ({ requests, disconnected }: Site['traffic']) =>
  `${JSON.stringify(requests.outcomes)}; not connected: ${disconnected.join(', ') || 'nobody'}`;

function complaintsAbout(drill: Drill<never>, outcome: Outcome, { traffic }: Site): string[] {
  const { messages, failures, reconnects, recovery } = outcome;
  const { everyMessage, reconnectP99 } = drill.expected;
  const complaints: string[] = [];
  const none = (what: string, list: readonly unknown[]) => {
    if (list.length > 0)
      complaints.push(
        `${list.length} ${what}: ${list
          .slice(0, 5)
          .map((each) => JSON.stringify(each))
          .join(', ')}`,
      );
  };
  none('confirmed writes were lost', outcome.lostWrites);
  none('messages were lost by their page', messages.lost);
  none('confirmed messages were missed by somebody who was not told', messages.untold);
  none(
    'failures of a kind that must not be',
    Object.entries(failures).filter(([name]) => !drill.expected.failures?.test(name)),
  );
  const states = new Set(traffic.pages.flatMap((page) => [...page.states]));
  none(
    'states that must not be',
    [...states].filter((state) => !isExpected(state, drill.expected)),
  );
  if (everyMessage) none('messages were missed by somebody who was connected', messages.missedWhileConnected);
  if (everyMessage && messages.notDelivered > 0)
    complaints.push(`${messages.notDelivered} messages were shown as not delivered`);
  if (reconnectP99 && reconnects.p99 > reconnectP99 * 1000)
    complaints.push(`99 of 100 reconnects took ${reconnects.p99 / 1000} s, more than ${reconnectP99}`);
  if (recovery > drill.within)
    complaints.push(`well again after ${recovery.toFixed(1)} s, more than ${drill.within}`);
  return complaints;
}

function isExpected(state: string, { states }: Expected): boolean {
  return ['connecting', 'reconnecting', 'connected'].includes(state) || !states || states.test(state);
}

/** Processes that do not run, and errors that nobody caught. @param before how many of these there were */
async function crashes(place: Site, before: number): Promise<string[]> {
  const gone = Object.entries(place.services)
    .filter(([, { isRunning }]) => !isRunning)
    .map(([name]) => `${name} does not run`);
  return [...gone, ...(await uncaughtIn(place)).slice(before, before + 3)];
}

/** Looks line by line: a pattern with `.*` takes seconds for a long log, and everything that runs in this process would stand still. */
const uncaughtIn = async ({ stack }: Site): Promise<string[]> =>
  (await stack.logs()).split('\n').filter((line) => line.includes('nobody caught this'));

/** Bytes that each service has in memory, with what it started. */
const memoryOf = ({ services }: Site) =>
  new Map(
    Object.entries(services).map(([name, service]) => {
      const bytes = processTree(service.pid).map(({ pid }) => residentBytes(pid));
      return [name, bytes.reduce((sum, each) => sum + each, 0)];
    }),
  );

/** Services that are much larger than before. */
async function memoryKept(place: Site, before: Map<string, number>): Promise<string[]> {
  const grown = () =>
    [...memoryOf(place)]
      .map(([name, bytes]) => ({ name, bytes, more: bytes - (before.get(name) ?? bytes) }))
      .filter(({ more }) => more > GROWTH);
  const deadline = performance.now() + 10_000;
  while (grown().length > 0 && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 500));
  const megabytes = (bytes: number) => `${Math.round(bytes / MB)} MB`;
  return grown().map(
    ({ name, bytes, more }) => `${name} takes ${megabytes(bytes)}, ${megabytes(more)} more than before`,
  );
}
