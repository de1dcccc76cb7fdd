import { parseArgs } from 'node:util';

export type LoadOptions = {
  /** How many are seeded. */
  users: number;
  rooms: number;
  /** Requests a second of the mixed load, and for how many seconds. */
  rate: number;
  seconds: number;
  /** How often pages are compared. */
  rounds: number;
  /** The URL of a database that is filled already. */
  database: string | undefined;
  /** Whether the table goes into docs/performance.md. */
  write: boolean;
};

const NUMBERS = { users: '1000000', rooms: '1000000', rate: '200', seconds: '60', rounds: '7' };

/**
 * Reads the command line of a benchmark that sends requests to the website. Ends the process with exit code 1 when a number is none.
 */
export function loadOptions(): LoadOptions {
  const names = Object.keys(NUMBERS) as (keyof typeof NUMBERS)[];
  const { values } = parseArgs({
    options: {
      ...(Object.fromEntries(
        names.map((name) => [name, { type: 'string', default: NUMBERS[name] }]),
      ) as Record<keyof typeof NUMBERS, { type: 'string'; default: string }>),
      database: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const numbers = { users: 0, rooms: 0, rate: 0, seconds: 0, rounds: 0 };
  for (const name of names) {
    numbers[name] = Number(values[name]);
    if (numbers[name] > 0 && Number.isInteger(numbers[name])) continue;
    process.stderr.write(`--${name} takes a whole number above 0\n`);
    process.exit(1);
  }
  return { ...numbers, database: values.database, write: values.write };
}
