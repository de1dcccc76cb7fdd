import { parseArgs } from 'node:util';

/** What `npm run bench:fanout` was asked for. */
const { values } = parseArgs({
  options: {
    scenarios: { type: 'string', default: 'S0,S1,S2,S3,S4,S4b,many,crossing,counts,hostile' },
    servers: { type: 'string', default: 'chat,naive,raw' },
    rounds: { type: 'string', default: '5' },
    attempts: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '70' },
    // Read in cores.ts.
    'no-pin': { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    peers: { type: 'string' },
  },
});

export type Kind = (typeof KINDS)[number];
/** The servers that are compared. */
const KINDS = ['chat', 'naive', 'raw'] as const;

export const options = {
  scenarios: values.scenarios.split(','),
  servers: KINDS.filter((kind) => values.servers.split(',').includes(kind)),
  rounds: positive('rounds'),
  /** Of each round, if others disturb it. */
  attempts: positive('attempts'),
  /** Of `hostile`, alone and again beside them. */
  seconds: positive('seconds'),
  write: values.write,
  peers: values.peers,
};

function positive(name: 'rounds' | 'attempts' | 'seconds'): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value > 0) return value;
  process.stderr.write(`--${name} takes a whole number above 0\n`);
  process.exit(1);
}
