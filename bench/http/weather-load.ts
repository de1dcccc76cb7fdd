import { type Percentiles, percentiles } from '../figures.ts';
import { type Answer, type Ask, client, expectSuccess } from './client.ts';
import { openLoop } from './open-loop.ts';
import type { Member } from './workload.ts';

export type WeatherJob = {
  kind: 'weather';
  port: number;
  members: Member[];
  /** How many ask at once for a city that nobody has asked for. */
  askers: number;
  rate: number;
  seconds: number;
};
export type WeatherFigures = { crowd_ms: Percentiles; cached_ms: Percentiles; rate: number; failed: number };

/** The city of the crowd, as the provider is asked for it; nobody else asks. */
export const CROWDED = 'moscow';
const CONNECTIONS = 64;
/** Until a loop's connections are open and its code is warm. */
const WARM_UP = 2;

/** One city again and again; then many who ask for another at the same moment. */
export async function weatherLoad({
  port,
  members,
  askers,
  rate,
  seconds,
}: WeatherJob): Promise<WeatherFigures> {
  let failed = 0;
  const ask = (city: string, n: number): Ask => ({
    method: 'GET',
    path: `/weather?city=${city}`,
    headers: { authorization: `Bearer ${members[n % members.length]?.token}`, 'accept-language': 'en' },
  });
  const timed = async (asked: Promise<Answer>, from: number, into: number[]) => {
    try {
      await expectSuccess(asked);
      into.push(performance.now() - from);
    } catch (error) {
      failed += 1;
      if (failed === 1) process.stderr.write(`GET /weather: ${(error as Error).message}\n`);
    }
  };

  const cached: number[] = [];
  const site = client(port, CONNECTIONS);
  const skipped: number[] = [];
  await openLoop(rate, rate * (WARM_UP + seconds), (due, n) =>
    timed(site.ask(ask('London', n)), due, n < rate * WARM_UP ? skipped : cached),
  );
  site.close();

  const crowd: number[] = [];
  const crowded = client(port, askers);
  const start = performance.now();
  await Promise.all(
    Array.from({ length: askers }, (_, n) => timed(crowded.ask(ask(CROWDED, n)), start, crowd)),
  );
  crowded.close();
  return { crowd_ms: percentiles(crowd), cached_ms: percentiles(cached), rate, failed };
}
