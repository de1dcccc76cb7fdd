import { setTimeout as sleep } from 'node:timers/promises';
import { type Percentiles, percentiles, round } from '../figures.ts';
import { type Ask, client, expectSuccess } from './client.ts';
import { keysOf, largeBody, pairsOf } from './kv-batches.ts';

export type KvJob =
  | { kind: 'kv'; port: number; tokens: string[]; call: 'keep' | 'write' | 'read'; seconds: number }
  | { kind: 'large'; port: number; token: string; batches: number };
export type Large = { seconds: number; health_ms: Percentiles };

const call = (token: string, path: string, body: string): Ask => ({
  method: 'POST',
  path,
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body,
});

let written = 0;
const write = (token: string, what = `${process.pid}.${++written}`) =>
  call(token, '/kv/write', JSON.stringify({ data: pairsOf(what) }));

/** A closed loop, one connection for each token. Returns batches per second; `keep` writes once what `read` reads. */
export async function kv({ port, tokens, call: kind, seconds }: KvJob & { kind: 'kv' }): Promise<number> {
  const site = client(port, tokens.length);
  const reading = JSON.stringify({ keys: keysOf('kept') });
  const start = performance.now();
  const end = start + seconds * 1000;
  let done = 0;
  const program = async (token: string) => {
    if (kind === 'keep') await expectSuccess(site.ask(write(token, 'kept')));
    while (performance.now() < end) {
      await expectSuccess(site.ask(kind === 'write' ? write(token) : call(token, '/kv/read', reading)));
      done += 1;
    }
  };
  await Promise.all(tokens.map(program));
  site.close();
  return (done * 1000) / (performance.now() - start);
}

/** Batches of ten megabytes, one after the other; until the last is answered, asks whether the site lives. */
export async function large({ port, token, batches }: KvJob & { kind: 'large' }): Promise<Large> {
  const site = client(port, 10);
  const bodies = Array.from({ length: batches }, (_, n) => largeBody(`${process.pid}.large.${n}`));
  const start = performance.now();
  let under = true;
  const all = (async () => {
    for (const body of bodies) await expectSuccess(site.ask(call(token, '/kv/write', body)));
    under = false;
  })();
  const health: Promise<number>[] = [];
  for (let n = 0; under; n++) {
    const due = start + n * 10;
    const wait = due - performance.now();
    if (wait > 1) await sleep(wait);
    health.push(
      expectSuccess(site.ask({ method: 'GET', path: '/health/live' })).then(() => performance.now() - due),
    );
  }
  await all;
  const seconds = (performance.now() - start) / 1000 / batches;
  const measured = { seconds: round(seconds, 2), health_ms: percentiles(await Promise.all(health)) };
  site.close();
  return measured;
}
