/** What a room's page does while a thousand people talk in it: `npm run bench:page`. See bench/README.md. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { occasion, table, verdict, writeBetweenMarks } from '../document.ts';
import { round } from '../figures.ts';
import { machine } from '../usage.ts';
import type { Job } from './crowd.ts';
import { type Measured, PageMeter } from './page-meter.ts';
import { type BusyRoom, openBusyRoom } from './room.ts';
import { markOf } from './texts.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '200' },
    slower: { type: 'string', default: '4' },
    write: { type: 'boolean', default: false },
  },
});
const [people, messages, rate, slower] = [
  wholeNumber('people'),
  wholeNumber('messages'),
  wholeNumber('rate'),
  wholeNumber('slower'),
];

/** Messages before anything is measured: the log is full by then, and code is compiled. */
const WARM_UP = 800;
const MS_BETWEEN_KEYS = 250;
/** After the last message was sent, in seconds: a page that falls behind may show it late. */
const LATEST = 120;
const MOST_MS = { frame: 33, key: 50 };
/** How much the heap may grow, and how late the last message may be shown. */
const MOST_GROWTH_MB = 2;
const MOST_LATE_S = 0.5;

/** What a trace holds: what the browser's engine does, and which functions of the page run. */
const TRACED = ['devtools.timeline', 'disabled-by-default-v8.cpu_profiler'];

type Phase = Measured & {
  heapBefore: number;
  /** Milliseconds of the main thread for a message. */
  work: number;
  late: number;
  loadLate: number;
};

const room = await openBusyRoom(people);
let following: Phase;
let reading: Phase;
try {
  const meter = await PageMeter.open(room.page);
  await talk(room, { messages: WARM_UP, first: 0 });
  await meter.slowDown(slower);
  following = await measure(meter, WARM_UP);
  await meter.slowDown(1);
  await room.page.getByRole('log').hover();
  await room.page.mouse.wheel(0, -4000);
  await room.page.locator('[data-part="newer"]').waitFor();
  await meter.slowDown(slower);
  reading = await measure(meter, WARM_UP + messages);
} finally {
  await room.stop();
}
process.stdout.write(`${JSON.stringify({ following, reading }, undefined, 2)}\n`);
const text = report();
process.stdout.write(`${text}\n`);
if (values.write) await writeBetweenMarks('bench:page', text);

function wholeNumber(name: 'people' | 'messages' | 'rate' | 'slower'): number {
  const number = Number(values[name]);
  if (number > 0 && Number.isInteger(number)) return number;
  process.stderr.write(`--${name} takes a whole number above 0\n`);
  process.exit(1);
}

/** Has the crowd talk while somebody types, and reads what the page needed for it. */
async function measure(meter: PageMeter, first: number): Promise<Phase> {
  const heapBefore = await meter.heap();
  const folder = process.env.CPU_PROFILE;
  if (folder)
    await room.browser.startTracing(room.page, { path: `${folder}/page-${first}.json`, categories: TRACED });
  await meter.watch();
  const busyBefore = await meter.busy();
  const typing = new AbortController();
  const typed = type(typing.signal);
  const { late, loadLate } = await talk(room, { messages, first });
  const work = round(((await meter.busy()) - busyBefore) * (1000 / messages), 2);
  typing.abort();
  await typed;
  const measured = await meter.read();
  if (folder) await room.browser.stopTracing();
  return { ...measured, heapBefore, work, late, loadLate };
}

/** @returns how many seconds after it was sent the last message was in the page, and by how many ms the load itself was late */
async function talk({ page, crowd }: BusyRoom, { messages, first }: { messages: number; first: number }) {
  const job: Job = { kind: 'talk', messages, perSecond: rate, first };
  const loadLate = round(await crowd.ask<number>(job));
  const sentAt = performance.now();
  const last = page.locator('.message').filter({ hasText: markOf(first + messages - 1) });
  await last.waitFor({ state: 'attached', timeout: LATEST * 1000 });
  return { late: round((performance.now() - sentAt) / 1000, 2), loadLate };
}

/** Types letters into the composer until it is told to end. */
async function type(signal: AbortSignal): Promise<void> {
  const composer = room.page.locator('#composer-text');
  await composer.focus();
  for (let typed = 0; !signal.aborted; typed++) {
    // Not into the end of a long text: what is measured is a key, not the layout of an essay.
    await room.page.keyboard.press(typed % 40 === 39 ? 'Control+A' : 'a');
    await sleep(MS_BETWEEN_KEYS);
  }
}

function report(): string {
  const rows = Object.entries({ 'at the end of the log': following, 'further up': reading }).flatMap(
    ([where, { frames, longFrames, keys, heap, heapBefore, late, behind, elements, work, loadLate }]) => [
      [
        `frames, reader ${where}`,
        `p95 ≤ ${MOST_MS.frame} ms`,
        `p50 ${frames.p50}, p95 ${frames.p95}, p99 ${frames.p99}, longest ${frames.max} ms; ${longFrames} of ${frames.count} over 50 ms`,
        verdict(frames.p95 <= MOST_MS.frame),
      ],
      [`main thread for a message, reader ${where}`, 'to compare', `${work} ms`, ''],
      [
        `keys, reader ${where}`,
        `p95 < ${MOST_MS.key} ms`,
        `p50 ${keys.p50}, p95 ${keys.p95}, longest ${keys.max} ms (${keys.count} keys)`,
        verdict(keys.p95 < MOST_MS.key),
      ],
      [
        `heap, reader ${where}`,
        `grows by ≤ ${MOST_GROWTH_MB} MB`,
        `${heapBefore} MB before, ${heap} MB after; ${elements} elements in the log`,
        verdict(heap - heapBefore <= MOST_GROWTH_MB),
      ],
      [
        `the last message, reader ${where}`,
        `in the page ≤ ${MOST_LATE_S} s after it was sent`,
        `${late} s${where === 'further up' ? '' : `, ${behind} px below the window`}; the load was late by ${loadLate} ms at most`,
        verdict(late <= MOST_LATE_S),
      ],
    ],
  );
  return [
    `Measured ${occasion(machine())}; ${people} people, ${messages} messages at ${rate} a second, main thread ${slower} × slower.`,
    table(['what', 'target', 'measured', ''], rows),
  ].join('\n\n');
}
