import type { Member } from './cast.ts';
import { type Ask, client, expectSuccess } from './client.ts';
import { type Percentiles, percentiles } from './figures.ts';
import { openLoop } from './open-loop.ts';

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

const CONNECTIONS = 64;
/** Until a loop's connections are open and its code is warm. */
const WARM_UP = 2;

/** Many who ask for one city at the same moment, then the same city again and again. */
export async function weatherLoad({
  port,
  members,
  askers,
  rate,
  seconds,
}: WeatherJob): Promise<WeatherFigures> {
  let failed = 0;
  const ask = (n: number): Ask => ({
    method: 'GET',
    path: '/weather?city=Moscow',
    headers: { authorization: `Bearer ${members[n % members.length]?.token}`, 'accept-language': 'en' },
  });
  const timed = async (site: ReturnType<typeof client>, n: number, from: number, into: number[]) => {
    try {
      await expectSuccess(site.ask(ask(n)));
      into.push(performance.now() - from);
    } catch (error) {
      failed += 1;
      if (failed === 1) process.stderr.write(`GET /weather: ${(error as Error).message}\n`);
    }
  };

  const crowd: number[] = [];
  const crowded = client(port, askers);
  const start = performance.now();
  await Promise.all(Array.from({ length: askers }, (_, n) => timed(crowded, n, start, crowd)));
  crowded.close();

  const cached: number[] = [];
  const site = client(port, CONNECTIONS);
  const skipped: number[] = [];
  await openLoop(rate, rate * (WARM_UP + seconds), (due, n) =>
    timed(site, n, due, n < rate * WARM_UP ? skipped : cached),
  );
  site.close();
  return { crowd_ms: percentiles(crowd), cached_ms: percentiles(cached), rate, failed };
}
