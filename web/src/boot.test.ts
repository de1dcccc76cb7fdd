import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../testing/console.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const random = 'kD8wq0x7VbT3mZp5Hc2Rf9Jn4Ls6Gy1Q';

for (const [what, secret, host = '127.0.0.1'] of [
  ['missing', ''],
  ['short', 'kD8wq0x7VbT3'],
  ['a placeholder', 'changeme'.repeat(5)],
  ['the password of the database too', random, `lantern:${random}@127.0.0.1`],
] as const)
  test(`with a LANTERN_SECRET that is ${what} the service refuses to start, naming it and showing nothing of it (row 20)`, async () => {
    const { code, out, err } = await runProgram(main, [], {
      DATABASE_URL: `postgres://${host}/lantern`,
      REDIS_URL: 'redis://127.0.0.1',
      LANTERN_SECRET: secret,
    });
    assert.equal(code, 1);
    assert.match(err, /^Lantern cannot start: LANTERN_SECRET: /);
    assert.ok(secret === '' || !`${out}${err}`.includes(secret.slice(0, 8)));
  });
