/** Measures fan-out of the chat service, beside other servers and in other circumstances; prints JSON. See bench/README.md. */
import { writeBetweenMarks } from '../document.ts';
import { machine } from '../usage.ts';
import { runShape } from './compare.ts';
import { pinned } from './cores.ts';
import { COUNTING, runCounts } from './counts/run.ts';
import { runCrossing, SIDES } from './crossing.ts';
import { runHostile } from './hostile/run.ts';
import { runMany } from './many.ts';
import { options } from './options.ts';
import { peersReport, readRuns } from './peers.ts';
import { type Measured, reportOf } from './report.ts';
import { inRounds, type Summary } from './rounds.ts';
import { SHAPES } from './scenarios.ts';

type Say = (line: string) => void;
type Scenario = (report: Say) => Promise<Record<string, Summary>>;

const { rounds, seconds, servers } = options;
const SCENARIOS: Record<string, Scenario> = {
  ...Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape]): [string, Scenario] => [
      name,
      (report) => inRounds({ sides: servers, rounds, run: (kind) => runShape(shape, kind), report }),
    ]),
  ),
  many: (report) => inRounds({ sides: ['chat'], rounds: 1, run: () => runMany(report), report }),
  crossing: (report) => inRounds({ sides: SIDES, rounds, run: runCrossing, report }),
  counts: (report) => inRounds({ sides: COUNTING, rounds, run: runCounts, report }),
  hostile: (report) => inRounds({ sides: ['chat'], rounds: 1, run: () => runHostile(seconds), report }),
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
if (options.peers === undefined) await measure();
else await showPeers(options.peers);

async function measure(): Promise<void> {
  const measured: Measured = { machine: machine(), pinned, rounds, scenarios: {} };
  for (const name of options.scenarios) {
    const scenario = SCENARIOS[name];
    if (!scenario) throw new Error(`there is no scenario ${name}, but ${Object.keys(SCENARIOS).join(', ')}`);
    measured.scenarios[name] = await scenario((line) => void process.stderr.write(`${name} ${line}\n`));
  }
  process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
  if (options.write) await writeBetweenMarks('bench:fanout', reportOf(measured));
  const sides = Object.values(measured.scenarios).flatMap((scenario) => Object.values(scenario));
  if (sides.some(({ errors }) => errors.length > 0)) process.exitCode = 1;
}

/** The comparison with other servers, from what ../shared/fanout measured. */
async function showPeers(file: string): Promise<void> {
  const { runs, date } = await readRuns(file);
  const report = peersReport(runs, machine(), date);
  process.stdout.write(`${report}\n`);
  if (options.write) await writeBetweenMarks('fanout peers', report);
}
