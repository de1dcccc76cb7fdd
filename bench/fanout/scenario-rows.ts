import { table, verdict } from '../document.ts';
import { number, round } from '../figures.ts';
import { WINDOWS } from './crossing.ts';
import type { Outcomes } from './hostile/intruders.ts';
import { AFTERWARDS } from './hostile/run.ts';
import { WANTED } from './many.ts';
import type { Figures, Summary } from './rounds.ts';

type Row = string[];
type Sides = Record<string, Summary> | undefined;

const CROSSING = { cpu: 2, p50: 1 };
const COUNTS = 1.01;
const HOSTILE_P99 = 2;
/** Of the memory before: what is the same comes to a little more or less. */
const MEMORY_BACK = 1.2;

export function manyRows(sides: Sides): Row[] {
  const figures = sides?.chat?.figures;
  if (figures?.connections === undefined) return [];
  const { connections, bytes_per_connection, connect_cpu_us, deliveries, p99_ms } = figures;
  const few = connections < WANTED ? ', all that a process may have open files for here' : '';
  return [
    [
      'Connections of one process',
      `${WANTED}`,
      `${connections}${few}; ${number(bytes_per_connection)} bytes and ${number(connect_cpu_us)} µs of CPU each; one message to each: ${deliveries} arrived, p99 ${number(p99_ms)} ms`,
      verdict(connections >= WANTED && deliveries === connections),
    ],
  ];
}

export function crossingRows(sides: Sides): Row[] {
  const [one, two] = [sides?.one?.figures, sides?.two?.figures];
  if (!one || !two) return [];
  return WINDOWS.flatMap((window) => {
    const of = (figures: Figures, name: string) => figures[`${name}_${window}`] ?? Number.NaN;
    const cpu = [of(two, 'cpu_us_per_delivery'), of(one, 'cpu_us_per_delivery')] as const;
    const p50 = [of(two, 'p50_ms'), of(one, 'p50_ms')] as const;
    const added = p50[0] - p50[1];
    const ratio = cpu[0] / cpu[1];
    const where = `A room of 200 on two processes, ${window} in flight`;
    return [
      [
        `${where}: CPU of both for a delivery, to that of one`,
        `≤ ${CROSSING.cpu} ×`,
        `${number(ratio)} × (${cpu.map(number).join(' and ')} µs); Redis ${number(of(two, 'redis_us_per_delivery'))} µs more`,
        verdict(ratio <= CROSSING.cpu),
      ],
      [
        `${where}: p50 beside one process`,
        `+ ≤ ${CROSSING.p50} ms`,
        `${added < 0 ? '−' : '+'} ${number(Math.abs(added))} ms (${p50.map(number).join(' and ')} ms)`,
        verdict(added <= CROSSING.p50),
      ],
    ];
  });
}

export function countsRows(sides: Sides): Row[] {
  const [counting, not] = [sides?.with?.figures, sides?.without?.figures].map(
    (all) => all?.cpu_us_per_delivery,
  );
  if (counting === undefined || not === undefined) return [];
  return [
    [
      'S2 with Redis: CPU for a delivery, to that without the counts of people in rooms',
      `≤ ${COUNTS} ×`,
      `${number(counting / not)} × (${number(counting)} and ${number(not)} µs)`,
      verdict(counting / not <= COUNTS),
    ],
  ];
}

export function hostileRows(sides: Sides): Row[] {
  const figures = sides?.chat?.figures;
  if (figures?.p99_ms === undefined) return [];
  const { p50_ms, p50_ms_alone, p99_ms, p99_ms_alone, good_ones_closed } = figures;
  const { memory_before = 0, memory_most = 0, memory_after = 0, cpu_share, cpu_share_alone } = figures;
  const { live_memory_before = 0, live_memory_after = 0 } = figures;
  const ratio = p99_ms / (p99_ms_alone ?? 0);
  const percent = (share = 0) => `${round(share * 100, 0)} %`;
  return [
    [
      '1,000 good people beside hostile ones: their p99, to that without',
      `≤ ${HOSTILE_P99} ×`,
      `${number(ratio)} × (p50 ${number(p50_ms)} and ${number(p50_ms_alone)} ms, p99 ${number(p99_ms)} and ${number(p99_ms_alone)} ms; chat at ${percent(cpu_share)} and ${percent(cpu_share_alone)} of a core)`,
      verdict(ratio <= HOSTILE_P99),
    ],
    ['Good ones that were closed', '0', `${good_ones_closed}`, verdict(good_ones_closed === 0)],
    [
      `Resident memory ${AFTERWARDS} s after the hostile ones left, to that before`,
      `≤ ${MEMORY_BACK} ×`,
      `${number(memory_after / memory_before)} × (${megabytes(memory_before)} before, ${megabytes(memory_most)} at most, ${megabytes(memory_after)} after)`,
      verdict(memory_after <= MEMORY_BACK * memory_before),
    ],
    [
      'Memory in use then, when everything else is collected, to that before',
      `≤ ${MEMORY_BACK} ×`,
      `${number(live_memory_after / live_memory_before)} × (${megabytes(live_memory_before)} and ${megabytes(live_memory_after)})`,
      verdict(live_memory_after <= MEMORY_BACK * live_memory_before),
    ],
  ];
}

/** What became of the hostile ones; nothing if there were none. */
export function outcomesTable(sides: Sides): string[] {
  const detail = sides?.chat?.detail as { became: Outcomes } | undefined;
  if (!detail) return [];
  const rows = Object.entries(detail.became).map(([name, ends]) => [
    name,
    Object.entries(ends)
      .map(([end, count]) => `${count} × ${end}`)
      .join(', '),
  ]);
  return [table(['hostile', 'what became of them'], rows)];
}

const megabytes = (bytes: number) => `${round(bytes / 2 ** 20, 0)} MiB`;
