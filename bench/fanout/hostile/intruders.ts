/** Everybody hostile, in a process of its own: told when and where, answers with what became of them. */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ATTACKS } from './attacks.ts';

export type Invasion = {
  port: number;
  seconds: number;
  /** Of each kind that needs them. */
  tokens: Record<string, string[]>;
};
/** Of each kind: how often each end came. */
export type Outcomes = Record<string, Record<string, number>>;

/** In milliseconds, after which who was thrown out comes again. */
const REST = 2000;

async function invade({ port, seconds, tokens }: Invasion): Promise<Outcomes> {
  const became: Outcomes = {};
  const over = AbortSignal.timeout(seconds * 1000);
  setMaxListeners(0, over);
  const everybody = Object.entries(ATTACKS).flatMap(([name, { count, attack }], kind) => {
    const ends: Record<string, number> = {};
    became[name] = ends;
    return Array.from({ length: count }, async (_, i) => {
      const intruder = { port, token: tokens[name]?.[i], localAddress: `127.250.${kind}.1`, over };
      // Not all in the same moment.
      await sleep((REST * i) / count);
      while (!over.aborted) {
        const end = await attack(intruder);
        ends[end] = (ends[end] ?? 0) + 1;
        await sleep(REST, undefined, { signal: over }).catch(() => {});
      }
    });
  });
  await Promise.all(everybody);
  return became;
}

// Stays until it is ended: what it used is read afterwards.
process.on('message', async (job: Invasion) => {
  process.send?.({ measured: await invade(job) });
});
