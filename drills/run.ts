/** Runs the drills, and prints what came of them; see docs/reliability.md. */
import { parseArgs } from 'node:util';
import { processesDrills, rollingRestart, shortDrills, standaloneDrills } from './all.ts';
import { type Drill, type Outcome, runDrill } from './drill.ts';
import { drillTable, type Result, writeReport } from './report.ts';
import { type Site, startProcessesSite, startStandaloneSite } from './site/site.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    rolling: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rolling ?? 1);
if (!Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write('--rolling takes a whole number above 0\n');
  process.exit(1);
}

// Ends what was started: it ends when this process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const say = (text: string) => process.stdout.write(`${text}\n`);
const results: Result[] = [];

await runAll(startProcessesSite, values.short ? shortDrills : processesDrills);
if (!values.short) await runAll(startStandaloneSite, standaloneDrills);
const failed = results.filter(({ outcomes }) => outcomes.some(({ complaints }) => complaints.length > 0));
say(`\n${drillTable(results)}\n\n${results.length - failed.length} passed, ${failed.length} failed`);
if (values.write) await writeReport(results);
process.exit(failed.length > 0 ? 1 : 0);

/** Runs the chosen ones of these drills, one after the other, on one site. */
async function runAll<Place extends Site>(
  start: () => Promise<Place>,
  drills: Drill<Place>[],
): Promise<void> {
  const chosen = drills.filter(isChosen);
  if (chosen.length === 0) return;
  const site = await start();
  try {
    for (const drill of chosen) results.push({ drill, outcomes: await repeat(drill, site) });
  } finally {
    await site.stop();
  }
}

async function repeat<Place extends Site>(drill: Drill<Place>, site: Place): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let round = 1; round <= (drill.name === rollingRestart.name ? rounds : 1); round++) {
    say(drill.name);
    const outcome = await runDrill(drill, site);
    outcomes.push(outcome);
    const { complaints, failures, recovery, reconnects, messages } = outcome;
    say(
      `  ${complaints.length === 0 ? '✓' : '✗'} failed ${JSON.stringify(failures)} of ${outcome.requests}; well again after ${recovery.toFixed(1)} s; ${reconnects.count} reconnects, p50 ${reconnects.p50}, p99 ${reconnects.p99} ms; ${outcome.writes} writes and ${messages.confirmed} messages confirmed; ${messages.toldOfGap} people told of a gap`,
    );
    for (const complaint of complaints) say(`    ✗ ${complaint}`);
  }
  return outcomes;
}

/** `--rolling` by itself runs nothing else; words choose the drills whose names contain one of them. */
function isChosen({ name }: { name: string }): boolean {
  if (positionals.length > 0)
    return positionals.some((word) => name.toLowerCase().includes(word.toLowerCase()));
  return values.rolling === undefined || name === rollingRestart.name;
}
