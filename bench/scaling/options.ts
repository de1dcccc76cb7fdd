import { parseArgs } from 'node:util';

export const PARTS = ['chat', 'cluster', 'redis', 'web', 'gateway', 'simulation'] as const;
export type Part = (typeof PARTS)[number];

/** What `npm run bench:scaling` was asked for. */
const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '10,30,100' },
    parts: { type: 'string', default: PARTS.join(',') },
    write: { type: 'boolean', default: false },
  },
});

export const options = {
  /** Of the simulation, in rising order. */
  processes: values.processes
    .split(',')
    .map(Number)
    .sort((a, b) => a - b),
  /** What is measured; the rest is taken from measured.json. */
  parts: PARTS.filter((part) => values.parts.split(',').includes(part)),
  write: values.write,
};
if (options.processes.some((count) => !Number.isInteger(count) || count < 2)) {
  process.stderr.write('--processes takes whole numbers above 1, separated by commas\n');
  process.exit(1);
}
