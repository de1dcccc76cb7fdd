import { readFile, stat } from 'node:fs/promises';
import { occasion, table, verdict } from '../document.ts';
import { median, number, quotient } from '../figures.ts';
import type { machine } from '../usage.ts';
import { undisturbed } from './quiet.ts';

/** One run of ../shared/fanout, as its `run.mjs` writes it line by line; what it lacks when it failed is optional. */
export type PeerRun = {
  scenario: string;
  peer: string;
  ok: boolean;
  cpu_us_per_delivery?: number;
  deliveries_per_s?: number;
  connect_cpu_us?: number;
  latency_ms?: { p50: number; p99: number };
  server?: { bytes_per_conn: number };
  other_cpu_s?: number;
  span_s?: number;
};
type Read = (run: PeerRun) => number | undefined;

const OWN = 'lantern';
const COMMAND =
  'cd ../shared/fanout && LANTERN=<checkout> node run.mjs --peers lantern,ws-naive,socketio,nchan,bun,floor-pace --base lantern --rounds 5';

const cpu: Read = (run) => run.cpu_us_per_delivery;
const bytes: Read = (run) => run.server?.bytes_per_conn;
const COLUMNS: { title: string; scenario: string; read: Read }[] = [
  { title: 'S0', scenario: 'S0', read: cpu },
  { title: 'S1', scenario: 'S1', read: cpu },
  { title: 'S2', scenario: 'S2', read: cpu },
  { title: 'S4', scenario: 'S4', read: cpu },
  { title: 'bytes per idle connection', scenario: 'S3', read: bytes },
];
/** The most that chat's figure may be of the peer's, column by column. */
const PEERS: { name: string; title: string; most: (number | undefined)[] }[] = [
  { name: 'ws-naive', title: 'ws naive', most: [0.95, 0.14, 0.88, 0.02, 0.5] },
  { name: 'socketio', title: 'socket.io', most: [0.68, 0.11, 0.66, 0.02, 0.2] },
  { name: 'nchan', title: 'nginx + nchan', most: [1.2, 0.35, 1.1, 0.03, 0.5] },
  { name: 'bun', title: 'Bun', most: [1.45, 0.6, 1.3, 0.5, 2.1] },
  { name: 'floor-pace', title: 'floor-pace (C)', most: [1.45, 1.5, 1.5, 1.6, undefined] },
];
const S1_THROUGHPUT = 6;
const S2 = { p50: 1.5, p99: 5 };
const CONNECTING = 0.3;

/** @returns the comparison with other servers, in Markdown; what was not measured is a dash */
export function peersReport(runs: PeerRun[], on: ReturnType<typeof machine>, date: Date): string {
  const of = (peer: string, scenario: string, read: Read) => medianOf(runs, { peer, scenario, read });
  const ratio = (peer: string, scenario: string, read: Read) =>
    quotient(of(OWN, scenario, read), of(peer, scenario, read));
  const cells = PEERS.map(({ name, title, most }) => [
    title,
    ...COLUMNS.map(({ scenario, read }, i) => cell(ratio(name, scenario, read), most[i])),
  ]);
  const throughput = ratio('ws-naive', 'S1', (run) => run.deliveries_per_s);
  const p50 = ratio('floor-pace', 'S2', (run) => run.latency_ms?.p50);
  const p99 = of(OWN, 'S2', (run) => run.latency_ms?.p99);
  const connecting = ratio('ws-naive', 'S3', (run) => run.connect_cpu_us);
  const rows = [
    line({ what: 'S1: deliveries/s, to ws naive', least: S1_THROUGHPUT, value: throughput, unit: '×' }),
    line({ what: 'S2: p50, to floor-pace', most: S2.p50, value: p50, unit: '×' }),
    line({ what: 'S2: p99', most: S2.p99, value: p99, unit: 'ms' }),
    line({ what: 'S3: CPU to connect one, to ws naive', most: CONNECTING, value: connecting, unit: '×' }),
  ];
  const failed = runs.filter(({ ok }) => !ok).map(({ scenario, peer }) => `${scenario} of ${peer}`);
  return [
    `Measured ${occasion(on, date)}: CPU of chat for each delivery, to that of the server named; medians of the runs that nothing disturbed.`,
    `    ${COMMAND}`,
    table(['chat, to', ...COLUMNS.map(({ title }) => title)], cells),
    table(['what', 'target', 'measured', ''], rows),
    ...(failed.length > 0 ? [`Runs that failed: ${failed.join(', ')}.`] : []),
  ].join('\n\n');
}

/**
 * Reads what `run.mjs` wrote.
 *
 * @returns the runs, and when the last was written
 */
export async function readRuns(file: string): Promise<{ runs: PeerRun[]; date: Date }> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return { runs: lines.map((line) => JSON.parse(line)), date: (await stat(file)).mtime };
}

/** Of the quiet runs; of all that went well, if none was quiet or the scenario asks for no quiet, as S3. */
function medianOf(
  runs: PeerRun[],
  { peer, scenario, read }: { peer: string; scenario: string; read: Read },
): number | undefined {
  const good = runs.filter((run) => run.ok && run.peer === peer && run.scenario === scenario);
  const quiet = good.filter(
    ({ other_cpu_s = 0, span_s = 0 }) => scenario === 'S3' || undisturbed({ other_cpu_s, span_s }),
  );
  const values = (quiet.length > 0 ? quiet : good).flatMap((run) => read(run) ?? []);
  return values.length > 0 ? median(values) : undefined;
}

function cell(ratio: number | undefined, most: number | undefined): string {
  if (ratio === undefined) return '–';
  if (most === undefined) return number(ratio);
  return `${number(ratio)} (≤ ${most})${ratio <= most ? '' : ' **missed**'}`;
}

type Line = { what: string; value: number | undefined; unit: string } & (
  | { least: number }
  | { most: number }
);

function line({ what, value, unit, ...bound }: Line): string[] {
  const target = 'least' in bound ? `≥ ${bound.least} ${unit}` : `≤ ${bound.most} ${unit}`;
  if (value === undefined) return [what, target, '–', ''];
  const isMet = 'least' in bound ? value >= bound.least : value <= bound.most;
  return [what, target, `${number(value)} ${unit}`, verdict(isMet)];
}
