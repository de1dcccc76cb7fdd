import { occasion, table, writeBetweenMarks } from '../bench/document.ts';
import { round } from '../bench/figures.ts';
import { machine } from '../bench/usage.ts';
import type { Drill, Outcome } from './drill.ts';

const DOCUMENT = new URL('../docs/reliability.md', import.meta.url);
/** In minutes a year. */
const TARGET = 43;
const YEAR = 365 * 24 * 60;

/** What a drill was, and what came of each of its runs. */
export type Result = { drill: Pick<Drill, 'name' | 'seen' | 'perYear'>; outcomes: Outcome[] };

/** Puts the tables into docs/reliability.md. */
export async function writeReport(results: Result[]): Promise<void> {
  const measured = `Measured ${occasion(machine())}.`;
  await writeBetweenMarks('drills', `${measured}\n\n${drillTable(results)}`, DOCUMENT);
  await writeBetweenMarks('availability', availability(results), DOCUMENT);
}

/** @returns a line for each drill, in Markdown */
export function drillTable(results: Result[]): string {
  const head = ['drill', 'what people see', 'requests failed', 'well again after', 'reconnects', 'lost', ''];
  return table(
    head,
    results.map(({ drill: { name, seen }, outcomes }) => {
      const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, each) => total + of(each), 0);
      const most = (of: (outcome: Outcome) => number) => Math.max(...outcomes.map(of));
      const reconnects = most((outcome) => outcome.reconnects.count);
      return [
        outcomes.length > 1 ? `${name}, ${outcomes.length} times in a row` : name,
        seen,
        `${sum(failed)} of ${sum((outcome) => outcome.requests)}`,
        seconds(most((outcome) => outcome.recovery)),
        reconnects === 0
          ? '–'
          : `p50 ${seconds(most((each) => each.reconnects.p50 / 1000))}, p99 ${seconds(most((each) => each.reconnects.p99 / 1000))}`,
        `${sum(lost)}`,
        outcomes.every(({ complaints }) => complaints.length === 0) ? 'passed' : '**failed**',
      ];
    }),
  );
}

const seconds = (value: number) => `${round(value)} s`;
const failed = ({ failures }: Outcome) => Object.values(failures).reduce((sum, count) => sum + count, 0);
/** Confirmed writes, messages that nobody was told of, and messages of a page. */
const lost = ({ lostWrites, messages }: Outcome) =>
  lostWrites.length + messages.untold.length + messages.lost.length;

/** @returns the minutes a year that follow from the outages of the drills and how often each fault is assumed to happen */
function availability(results: Result[]): string {
  const rows = results
    .filter(({ drill }) => drill.perYear !== undefined)
    .map(({ drill: { name, perYear = 0 }, outcomes }) => {
      const outage = Math.max(...outcomes.map((outcome) => outcome.outage));
      return { name, perYear, outage, minutes: (perYear * outage) / 60 };
    })
    .sort((one, other) => other.minutes - one.minutes);
  const ofService = (isStandalone: boolean) =>
    rows.filter(({ name }) => name.includes('npm start') === isStandalone);
  return [ofService(false), ofService(true)]
    .filter((some) => some.length > 0)
    .map((some) => {
      const total = some.reduce((sum, { minutes }) => sum + minutes, 0);
      const share = (100 * (1 - total / YEAR)).toFixed(4);
      const lines = some.map(({ name, perYear, outage, minutes }) => [
        name,
        String(perYear),
        seconds(outage),
        minutes.toFixed(1),
      ]);
      const sum = ['**in all**', '', '', `**${total.toFixed(1)}** of ${TARGET} (${share} %)`];
      return table(
        ['fault', 'times a year (assumed)', 'outage each time', 'minutes a year'],
        [...lines, sum],
      );
    })
    .join('\n\n');
}
