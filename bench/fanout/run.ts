/** Measures fan-out of the chat service, beside other servers and in other circumstances; prints JSON. See bench/README.md. */
import { machine } from '../usage.ts';
import { runShape } from './compare.ts';
import { pinned } from './cores.ts';
import { options } from './options.ts';
import { inRounds, type Summary } from './rounds.ts';
import { SHAPES } from './scenarios.ts';

type Say = (line: string) => void;
type Scenario = (say: Say) => Promise<Record<string, Summary>>;

const { rounds, servers } = options;
const SCENARIOS: Record<string, Scenario> = {
  ...Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape]): [string, Scenario] => [
      name,
      (say) => inRounds(servers, rounds, (kind) => runShape(shape, kind), say),
    ]),
  ),
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
await measure();

async function measure(): Promise<void> {
  const scenarios: Record<string, Record<string, Summary>> = {};
  for (const name of options.scenarios) {
    const scenario = SCENARIOS[name];
    if (!scenario) throw new Error(`there is no scenario ${name}, but ${Object.keys(SCENARIOS).join(', ')}`);
    scenarios[name] = await scenario((line) => void process.stderr.write(`${name} ${line}\n`));
  }
  process.stdout.write(`${JSON.stringify({ machine: machine(), pinned, rounds, scenarios }, null, 2)}\n`);
  const sides = Object.values(scenarios).flatMap((scenario) => Object.values(scenario));
  if (sides.some(({ errors }) => errors.length > 0)) process.exitCode = 1;
}
