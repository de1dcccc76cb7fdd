// npm run bench:sweep -- [ROWS]: fills the tables that retention sweeps with a million expired rows of each kind, and sweeps them while
// requests go on. Fails as the test does that does the same with fewer (web/src/retention/sweep.postgres.test.ts).
import { test } from 'node:test';
import { ensure } from '../../testing/debian.ts';
import { startPostgres } from '../../testing/servers/postgres.ts';
import { buildAssets } from '../../web/build.ts';
import { sweepWhileServing } from '../../web/testing/sweep.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
await ensure(['postgresql']);
await buildAssets();

test(`${rows} expired rows of each kind are swept, and nobody waits for a lock`, async (t) => {
  await using postgres = await startPostgres();
  process.env.TEST_DATABASE_URL = postgres.url;
  const { took, requests } = await sweepWhileServing(rows);
  t.diagnostic(`${(took / 1000).toFixed(1)} s, ${requests} requests meanwhile`);
});
