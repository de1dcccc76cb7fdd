import { readFile, writeFile } from 'node:fs/promises';
import type { machine } from '../usage.ts';
import type { Costs } from './costs/costs.ts';
import type { Part } from './options.ts';
import type { Simulations } from './simulation/run.ts';

type Occasion = { date: string } & ReturnType<typeof machine>;
/** The figures of the last run, with the date and the machine of each part. */
export type Measured = Costs & { simulation: Simulations; occasions: Record<Part, Occasion> };

const FILE = new URL('measured.json', import.meta.url);

/** What was measured last, from the file beside this one. */
export async function readMeasured(): Promise<Measured> {
  return JSON.parse(await readFile(FILE, 'utf8'));
}

export async function writeMeasured(measured: Measured): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(measured, null, 2)}\n`);
}
