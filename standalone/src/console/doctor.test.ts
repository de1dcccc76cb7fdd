import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../testing/servers/server.ts';
import { runProgram } from '../../../web/testing/console.ts';
import { folderWithDatabase, start, stop } from '../../testing/instance.ts';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
const folder = await folderWithDatabase();
const doctor = (env: Record<string, string> = {}) =>
  runProgram(cli, ['doctor'], { DATA_DIR: folder, ...env });
const port = String(await freePort());
const url = `http://127.0.0.1:${port}`;

test('before the first start the doctor finds nothing wrong, and makes nothing', async () => {
  const data = join(folder, 'not there yet');
  const { code, out, err } = await doctor({ DATA_DIR: data, PORT: port });
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /^ok {7}port: \d+ on 127\.0\.0\.1 is free$/m);
  assert.match(out, /^ok {7}data: will be kept in /m);
  assert.match(out, /^ok {7}database: there is none yet/m);
  assert.ok(!existsSync(data));
});

test('doctor checks a running server, its address and its chat; otherwise the data', async () => {
  const instance = await start(folder, { PORT: port, PUBLIC_URL: url, LOG_LEVEL: 'info' });
  const [own, taken, other] = await Promise.all([
    doctor(),
    doctor({ DATA_DIR: join(folder, 'another'), PORT: port }),
    doctor({
      OIDC_CLUB_ISSUER: `http://127.0.0.1:${await freePort()}`,
      OIDC_CLUB_CLIENT_ID: 'lantern',
      OIDC_CLUB_CLIENT_SECRET: 'nobody-reads-it',
      PUBLIC_URL: url,
      ALLOWED_ORIGINS: 'https://chat.example.org',
      SMTP_URL: 'smtp://mail.example.org',
    }),
  ]);
  assert.deepEqual([own.code, own.err], [0, '']);
  for (const line of [
    /^ok {7}database: PostgreSQL \d+\.\d+, embedded, in /m,
    /^ok {7}database: all \d+ migrations are applied$/m,
    /^ok {7}PUBLIC_URL: \S+ is answered by this instance$/m,
    /^ok {7}chat: answers at \S+\/ws$/m,
  ])
    assert.match(own.out, line);
  assert.doesNotMatch(own.out, /^(warning|wrong)/m);

  assert.match(taken.out, /^wrong {4}port: port \d+ on 127\.0\.0\.1 is taken/m);

  assert.equal(other.code, 1);
  assert.match(other.out, /^wrong {4}configuration: MAIL_FROM: is required/m);
  assert.match(
    other.out,
    /^warning {2}configuration: looked at as given here; .* others: ALLOWED_ORIGINS, LOG_LEVEL, OIDC_CLUB_CLIENT_ID, OIDC_CLUB_CLIENT_SECRET, OIDC_CLUB_ISSUER, PORT, SMTP_URL$/m,
  );
  assert.match(other.out, /^wrong {4}sign-in through club: nothing listens at /m);
  assert.ok(!`${other.out}${instance.output()}`.includes('nobody-reads-it'), 'no secret is told (row 41)');
  await stop(instance);
  assert.match(instance.output(), /"command":"doctor"/);

  const stopped = await doctor({ PUBLIC_URL: url, PORT: port });
  assert.deepEqual([stopped.code, stopped.err], [0, 'Wrong: 0. Worth a look: 2.\n']);
  assert.match(stopped.out, /^ok {7}database: all \d+ migrations are applied$/m);
  assert.match(stopped.out, /^warning {2}PUBLIC_URL: nothing listens at /m);
});

test('doctor checks a configuration that the server refuses', async () => {
  const { code, out } = await doctor({
    PORT: 'http',
    PUBLIC_URL: 'chat.example.org',
    LANTERN_SECRET: 'short',
  });
  assert.equal(code, 1);
  assert.deepEqual(out.match(/(?<=^wrong {4}configuration: )\w+/gm), [
    'PORT',
    'PUBLIC_URL',
    'LANTERN_SECRET',
  ]);
  assert.match(out, /^ok {7}database: PostgreSQL/m);
  assert.doesNotMatch(out, /short|not set/);
});

test('doctor reports a missing PUBLIC_URL behind a proxy, and its effect (row 62)', async () => {
  const { code, out } = await doctor({ PORT: port, TRUSTED_PROXIES: 'loopback' });
  assert.equal(code, 0);
  assert.match(out, /^warning {2}PUBLIC_URL: is not set, and a proxy is trusted .* every form is refused/m);
  const alone = await doctor({ PORT: port });
  assert.match(alone.out, /^ok {7}PUBLIC_URL: is not set.* Behind a proxy that ends HTTPS it has to be set/m);
});
