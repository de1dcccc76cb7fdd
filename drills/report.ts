import { occasion, readBetweenMarks, table, writeBetweenMarks } from '../bench/document.ts';
import { round } from '../bench/figures.ts';
import { machine } from '../bench/usage.ts';
import type { Drill, Outcome } from './drill.ts';

const DOCUMENT = new URL('../docs/reliability.md', import.meta.url);
/** In minutes a year. */
const TARGET = 43;
const YEAR = 365 * 24 * 60;
const DRILLS = [
  'drill',
  'what people see',
  'requests failed',
  'well again after',
  'reconnects',
  'lost',
  'outcome',
];
const AVAILABILITY = ['fault', 'times a year (assumed)', 'outage each time', 'minutes a year'];

/** What a drill was, and what came of each of its runs. */
export type Result = { drill: Pick<Drill, 'name' | 'seen' | 'perYear'>; outcomes: Outcome[] };

/** Puts the results into the tables of docs/reliability.md. Rows of other drills stay as they are. */
export async function writeReport(results: Result[]): Promise<void> {
  const drills = await merged('drills', DRILLS, results.map(drillRow));
  const measured = `Last measured ${occasion(machine())}.`;
  await writeBetweenMarks('drills', `${measured}\n\n${table(DRILLS, drills)}`, DOCUMENT);
  const outages = await merged('availability', AVAILABILITY, results.flatMap(outageRow));
  await writeBetweenMarks('availability', availability(outages), DOCUMENT);
}

/** @returns a line for each drill, in Markdown */
export const drillTable = (results: Result[]): string => table(DRILLS, results.map(drillRow));

/** The rows of a table in the document, with these in place of those that begin alike. */
async function merged(name: string, head: string[], rows: string[][]): Promise<string[][]> {
  const lines = (await readBetweenMarks(name, DOCUMENT)).split('\n');
  const present = lines
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter(([first = '']) => first && ![head[0], '---'].includes(first) && !first.startsWith('**'));
  return [...new Map([...present, ...rows].map((row) => [row[0], row])).values()];
}

function drillRow({ drill: { name, seen }, outcomes }: Result): string[] {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, each) => total + of(each), 0);
  const most = (of: (outcome: Outcome) => number) => Math.max(...outcomes.map(of));
  const reconnects = most((outcome) => outcome.reconnects.count);
  const [p50, p99] = [most((each) => each.reconnects.p50 / 1000), most((each) => each.reconnects.p99 / 1000)];
  const passed = outcomes.filter(({ complaints }) => complaints.length === 0).length;
  return [
    name,
    seen,
    `${sum(failed)} of ${sum((outcome) => outcome.requests)}`,
    seconds(most((outcome) => outcome.recovery)),
    reconnects === 0 ? '–' : `p50 ${seconds(p50)}, p99 ${seconds(p99)}`,
    `${sum(lost)}`,
    `${passed < outcomes.length ? '**failed**' : 'passed'}${outcomes.length > 1 ? `, ${passed} of ${outcomes.length} times in a row` : ''}`,
  ];
}

const seconds = (value: number) => `${round(value)} s`;
const failed = ({ failures }: Outcome) => Object.values(failures).reduce((sum, count) => sum + count, 0);
/** Confirmed writes, messages that nobody was told of, and messages of a page. */
const lost = ({ lostWrites, messages }: Outcome) =>
  lostWrites.length + messages.untold.length + messages.lost.length;

function outageRow({ drill: { name, perYear }, outcomes }: Result): string[][] {
  if (perYear === undefined) return [];
  const outage = Math.max(...outcomes.map((outcome) => outcome.outage));
  return [[name, String(perYear), seconds(outage), ((perYear * outage) / 60).toFixed(1)]];
}

/** A table for the services as processes, and one for `npm start`, each with the sum. */
function availability(rows: string[][]): string {
  const minutes = ([, , , last]: string[]) => Number(last);
  const isStandalone = ([name = '']: string[]) => name.includes('npm start');
  return [rows.filter((row) => !isStandalone(row)), rows.filter(isStandalone)]
    .filter((some) => some.length > 0)
    .map((some) => {
      const total = some.reduce((sum, row) => sum + minutes(row), 0);
      const share = (100 * (1 - total / YEAR)).toFixed(4);
      const sum = ['**in all**', '', '', `**${total.toFixed(1)}** of ${TARGET} (${share} %)`];
      const sorted = some.toSorted((one, other) => minutes(other) - minutes(one));
      return table(AVAILABILITY, [...sorted, sum]);
    })
    .join('\n\n');
}
