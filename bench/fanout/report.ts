import { occasion, table, verdict } from '../document.ts';
import { number, quotient } from '../figures.ts';
import type { machine } from '../usage.ts';
import type { Summary } from './rounds.ts';
import { countsRows, crossingRows, hostileRows, manyRows, outcomesTable } from './scenario-rows.ts';

export type Measured = {
  machine: ReturnType<typeof machine>;
  /** Servers on one core, the load on another. */
  pinned: boolean;
  rounds: number;
  /** Of each scenario, what each side of it came to. */
  scenarios: Record<string, Record<string, Summary>>;
};

type Row = string[];
/** Of chat's figure to that of the naive server. */
type Target = { scenario: string; figure: string; least?: number; most?: number };

const TARGETS: Target[] = [
  { scenario: 'S0', figure: 'cpu_us_per_delivery', most: 0.95 },
  { scenario: 'S1', figure: 'cpu_us_per_delivery', most: 0.14 },
  { scenario: 'S1', figure: 'deliveries_per_s', least: 6 },
  { scenario: 'S2', figure: 'cpu_us_per_delivery', most: 0.88 },
  { scenario: 'S4', figure: 'cpu_us_per_delivery', most: 0.02 },
  { scenario: 'S3', figure: 'bytes_per_connection', most: 0.5 },
  { scenario: 'S3', figure: 'connect_cpu_us', most: 0.3 },
];
const S2_P99 = 5;

/** What is compared between servers, and what it is called in the table. */
const FIGURES: Record<string, string> = {
  cpu_us_per_delivery: 'CPU µs per delivery',
  deliveries_per_s: 'deliveries/s',
  p50_ms: 'p50, ms',
  p99_ms: 'p99, ms',
  bytes_per_connection: 'bytes per idle connection',
  connect_cpu_us: 'CPU µs to connect one',
};

/** @returns the tables of docs/performance.md, in Markdown */
export function reportOf({ machine, pinned, rounds, scenarios }: Measured): string {
  const { many, crossing, counts, hostile, ...compared } = scenarios;
  const rows = Object.entries(compared).flatMap(([name, sides]) => comparedRows(name, sides));
  const alone = [
    ...manyRows(many),
    ...crossingRows(crossing),
    ...countsRows(counts),
    ...hostileRows(hostile),
  ];
  const where = pinned ? 'servers on one core, the load on another' : 'not pinned';
  return [
    `Measured ${occasion(machine)}; medians of ${rounds} rounds, ${where}; \`npm run bench:fanout -- --write\`.`,
    ...(rows.length > 0 ? [table(['', 'chat', 'naive', 'raw', '× naive', '× raw', 'target', ''], rows)] : []),
    ...(alone.length > 0 ? [table(['what', 'target', 'measured', ''], alone)] : []),
    ...outcomesTable(hostile),
    ...Object.entries(scenarios).flatMap(([name, sides]) => failures(name, sides)),
  ].join('\n\n');
}

function comparedRows(scenario: string, sides: Record<string, Summary>): Row[] {
  const {
    chat = {},
    naive = {},
    raw = {},
  } = Object.fromEntries(Object.entries(sides).map(([side, { figures }]) => [side, figures]));
  return Object.entries(FIGURES)
    .filter(([figure]) => chat[figure] !== undefined)
    .map(([figure, title]) => {
      const [own, other, least] = [chat[figure], naive[figure], raw[figure]];
      return [
        `${scenario}: ${title}`,
        ...[own, other, least].map(number),
        ...[quotient(own, other), quotient(own, least)].map(number),
        ...judged({ scenario, figure, own, ratio: quotient(own, other) }),
      ];
    });
}

type Judged = {
  scenario: string;
  figure: string;
  own: number | undefined;
  /** To the naive server's. */
  ratio: number | undefined;
};

/** The target of a figure, and whether it is kept. */
function judged({ scenario, figure, own, ratio }: Judged): [string, string] {
  if (scenario === 'S2' && figure === 'p99_ms' && own !== undefined)
    return [`≤ ${S2_P99} ms`, verdict(own <= S2_P99)];
  const target = TARGETS.find((one) => one.scenario === scenario && one.figure === figure);
  if (!target || ratio === undefined) return ['', ''];
  const { most = Number.POSITIVE_INFINITY, least = 0 } = target;
  const words = target.most === undefined ? `≥ ${least} × naive` : `≤ ${most} × naive`;
  return [words, verdict(ratio >= least && ratio <= most)];
}

function failures(scenario: string, sides: Record<string, Summary>): string[] {
  return Object.entries(sides).flatMap(([side, { runs, errors }]) =>
    errors.length === 0
      ? []
      : [`**${scenario}, ${side}: ${errors.length} of ${runs.all} runs failed:** ${errors[0]}`],
  );
}
