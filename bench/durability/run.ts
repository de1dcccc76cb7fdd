import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { openEmbedded } from '@lantern/db/embedded';

const ROUNDS = 5;
const WRITES = 300;

type Query = (text: string, values?: unknown[]) => Promise<unknown>;

const parent = process.argv[2] ?? tmpdir();
const folder = await mkdtemp(join(parent, 'lantern-durability-'));
const ours = await openEmbedded({ kind: 'folder', folder: join(folder, 'ours') });
const unsynced = await PGlite.create({ fs: new NodeFS(join(folder, 'unsynced')) });

const databases: Record<string, Query> = {
  'as npm start keeps it': ours.query,
  'PGlite as it comes, without fsync': (text, values) => unsynced.query(text, values),
};

/** @returns milliseconds of each write: one row, confirmed before the next is sent */
async function write(query: Query): Promise<number[]> {
  const took: number[] = [];
  for (let at = 0; at < WRITES; at += 1) {
    const began = performance.now();
    await query('insert into written (value) values ($1)', ['x'.repeat(200)]);
    took.push(performance.now() - began);
  }
  return took;
}

const took = new Map<string, number[]>();
for (const query of Object.values(databases)) await query('create table written (value text)');
for (let round = 0; round <= ROUNDS; round += 1)
  for (const [name, query] of Object.entries(databases)) {
    const times = await write(query);
    // The first round compiles.
    if (round > 0) took.set(name, [...(took.get(name) ?? []), ...times]);
  }

for (const [name, times] of took) {
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)]?.toFixed(2);
  process.stdout.write(`${name}: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)} ms\n`);
}

await ours.close();
await unsynced.close();
await rm(folder, { recursive: true });
