import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as website } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect } from '@lantern/db';
import { freePort } from '../../../../testing/servers/server.ts';
import { runProgram } from '../../../testing/console.ts';
import { freshDatabase } from '../../../testing/database.ts';
import { Mailbox } from '../../../testing/outside/mailbox.ts';
import { SECRET, testSite } from '../../../testing/website.ts';

const cli = fileURLToPath(new URL('../../cli.ts', import.meta.url));
const { TEST_DATABASE_URL = '', TEST_REDIS_URL = '' } = process.env;
const databaseUrl = await freshDatabase(TEST_DATABASE_URL);
const site = await testSite({ databaseUrl });
const PASSWORD = 'p@ss word of the mail server';
const mailbox = new Mailbox({ username: 'lantern', password: PASSWORD });
const mailUrl = new URL(await mailbox.start());
Object.assign(mailUrl, { username: 'lantern', password: PASSWORD });

/** A configuration without a mistake. */
const good = {
  DATABASE_URL: databaseUrl,
  REDIS_URL: TEST_REDIS_URL,
  LANTERN_SECRET: SECRET,
  PUBLIC_URL: site.url,
  SMTP_URL: mailUrl.href,
  MAIL_FROM: 'Lantern <lantern@example.org>',
};

/** What the doctor says of a configuration, and nothing of it may be a secret. */
async function doctor(env: Record<string, string>) {
  const { code, out, err } = await runProgram(cli, ['doctor'], env);
  for (const secret of [SECRET, PASSWORD, 'p%40ss', 'p@ss', new URL(TEST_REDIS_URL).password])
    assert.ok(!`${out}${err}`.includes(secret), 'no secret is told');
  assert.doesNotMatch(`${out}${err}`, /^\s+at /m, 'no stack');
  return { code, out, err };
}

const changed = (url: string, change: Partial<URL>) => Object.assign(new URL(url), change).href;

test('doctor prints a line for each part, changes nothing and sends no mail', async () => {
  const { code, out, err } = await doctor(good);
  for (const line of [
    /^ok {7}configuration: every variable/m,
    /^ok {7}database: PostgreSQL \d+\.\d+, 127\.0\.0\.1:\d+$/m,
    /^ok {7}database: pg_trgm is there$/m,
    /^ok {7}database: all \d+ migrations are applied$/m,
    /^ok {7}redis: answers at 127\.0\.0\.1:\d+$/m,
    /^ok {7}PUBLIC_URL: http:\/\/127\.0\.0\.1:\d+ is answered by this instance$/m,
    /^ok {7}mail: 127\.0\.0\.1:\d+ lets us in; nothing was sent$/m,
  ])
    assert.match(out, line);
  assert.doesNotMatch(out, /^warning/m);
  // The site of a test has no chat.
  assert.deepEqual(out.match(/^wrong.*/gm), [
    `wrong    chat: does not answer at ${site.url}/ws (404): let the proxy pass on the Upgrade of /ws`,
  ]);
  assert.deepEqual([code, err], [1, 'Wrong: 1. Worth a look: 0.\n']);
  assert.equal(mailbox.mails.length, 0);
});

test('doctor reports everything that prevents a start, and checks the rest as well', async () => {
  const { code, out } = await doctor({
    REDIS_URL: TEST_REDIS_URL,
    LANTERN_SECRET: 'changeme'.repeat(5),
    SMTP_URL: mailUrl.href,
    RATE_LIMIT_FACTOR: 'many',
  });
  assert.equal(code, 1);
  assert.deepEqual(out.match(/(?<=^wrong {4}configuration: )\w+/gm)?.toSorted(), [
    'DATABASE_URL',
    'LANTERN_SECRET',
    'MAIL_FROM',
    'PUBLIC_URL',
    'RATE_LIMIT_FACTOR',
  ]);
  assert.match(out, /^warning {2}database: not looked at/m);
  assert.match(out, /^ok {7}redis: answers/m);
  assert.match(out, /^ok {7}mail: .* lets us in/m);
});

test('doctor says of each refusal what to correct', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const [refused, absent] = await Promise.all([
    doctor({
      DATABASE_URL: changed(databaseUrl, { pathname: '/nothing' }),
      REDIS_URL: changed(TEST_REDIS_URL, { password: 'p@ss of nobody' }),
      LANTERN_SECRET: SECRET,
      PUBLIC_URL: changed(site.url, { pathname: '/chat' }),
      SMTP_URL: changed(mailUrl.href, { password: 'another p@ss' }),
      MAIL_FROM: good.MAIL_FROM,
    }),
    doctor({
      DATABASE_URL: changed(databaseUrl, { port: '1' }),
      REDIS_URL: changed(TEST_REDIS_URL, { port: '1' }),
      LANTERN_SECRET: SECRET,
      PUBLIC_URL: nobody,
      SMTP_URL: changed(mailUrl.href, { protocol: 'smtps:' }),
      MAIL_FROM: good.MAIL_FROM,
    }),
  ]);
  for (const line of [
    /^wrong {4}database: .* has no database of this name: create it/m,
    /^wrong {4}redis: .* refuses the user or the password: correct REDIS_URL/m,
    /^warning {2}PUBLIC_URL: only http:\/\/127\.0\.0\.1:\d+ of it is used/m,
    /^ok {7}PUBLIC_URL: .* is answered by a Lantern$/m,
    /^wrong {4}mail: .* refuses the user or the password: correct SMTP_URL/m,
  ])
    assert.match(refused.out, line);
  for (const line of [
    /^wrong {4}database: nothing listens at 127\.0\.0\.1:1\. Start it/m,
    /^wrong {4}redis: nothing listens at 127\.0\.0\.1:1\. Start it/m,
    /^warning {2}PUBLIC_URL: nothing listens at http:\/\/127\.0\.0\.1:\d+\. That is well while Lantern is stopped/m,
    /^wrong {4}mail: .* does not speak TLS\. Correct SMTP_URL \(smtp:\/\/ is for/m,
  ])
    assert.match(absent.out, line);
});

test('doctor distinguishes a wrong secret, database and address', async () => {
  const another = await testSite({ databaseUrl: await freshDatabase(TEST_DATABASE_URL) });
  const empty = `empty_${process.pid}`;
  const admin = connect(TEST_DATABASE_URL);
  await admin.query(`create database ${empty}`);
  await admin.close();
  const [foreign, fresh] = await Promise.all([
    doctor({
      ...good,
      LANTERN_SECRET: 'another secret of the tests, 32 bytes and more',
      PUBLIC_URL: another.url,
    }),
    doctor({ ...good, DATABASE_URL: changed(TEST_DATABASE_URL, { pathname: `/${empty}` }) }),
  ]);
  assert.match(foreign.out, /^wrong {4}database: LANTERN_SECRET is not the one/m);
  assert.match(foreign.out, /^wrong {4}PUBLIC_URL: .* is answered by another Lantern/m);
  assert.match(fresh.out, /^ok {7}database: it is empty: the first start makes the tables$/m);
});

test('doctor reports tables of an older or newer version', async () => {
  const url = await freshDatabase(TEST_DATABASE_URL);
  const database = connect(url);
  const table = 'drizzle.__drizzle_migrations';
  await database.query(`delete from ${table} where created_at = (select max(created_at) from ${table})`);
  const older = await doctor({ ...good, DATABASE_URL: url });
  assert.match(
    older.out,
    /^warning {2}database: 1 of \d+ migrations are not applied: the next start does it$/m,
  );
  await database.query(`insert into ${table} (hash, created_at) values ('of another year', 9000000000000)`);
  const newer = await doctor({ ...good, DATABASE_URL: url });
  assert.match(newer.out, /^wrong {4}database: a newer Lantern has changed it/m);
  await database.close();
});

test('doctor does not wait for a server that never answers', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  after(() => silent.close());
  const { port } = silent.address() as AddressInfo;
  const place = `127.0.0.1:${port}`;
  const { code, out } = await doctor({
    DATABASE_URL: `postgres://lantern@${place}/lantern`,
    REDIS_URL: `redis://${place}`,
    LANTERN_SECRET: SECRET,
    PUBLIC_URL: `http://${place}`,
    SMTP_URL: `smtp://${place}`,
    MAIL_FROM: good.MAIL_FROM,
  });
  assert.equal(code, 1);
  for (const name of ['database', 'redis', 'PUBLIC_URL', 'chat', 'mail'])
    assert.match(out, new RegExp(`^(wrong  |warning)  ${name}: .*does not answer`, 'm'));
});

test('without PUBLIC_URL doctor does not warn about the gateway, and says when it would be needed (row 62)', async () => {
  const { PUBLIC_URL, SMTP_URL, MAIL_FROM, ...plain } = good;
  // As docker-compose.yml has it, and deployment.md for the services by themselves.
  for (const TRUSTED_PROXIES of ['uniquelocal', 'loopback']) {
    const { code, out, err } = await doctor({ ...plain, TRUSTED_PROXIES });
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^ok {7}PUBLIC_URL: is not set.* Behind a proxy that ends HTTPS it has to be set/m);
  }
});

test('doctor says when another server answers at PUBLIC_URL', async () => {
  const served = async (status: number, headers = {}) => {
    const other = website((_req, res) => res.writeHead(status, headers).end('<h1>Welcome</h1>'));
    await once(other.listen(0, '127.0.0.1'), 'listening');
    after(() => other.close());
    const { port } = other.address() as AddressInfo;
    return (await doctor({ ...good, PUBLIC_URL: `http://127.0.0.1:${port}` })).out;
  };
  const [moved, proxy, another] = await Promise.all([
    served(308, { location: 'https://chat.example.org/health/live' }),
    served(502),
    served(403),
  ]);
  assert.match(moved, /^wrong .* leads on to https:\/\/chat\.example\.org: set PUBLIC_URL/m);
  assert.match(proxy, /^warning .* does not reach Lantern \(502\)/m);
  assert.match(proxy, /^warning {2}chat: does not answer at \S+ \(502\): start it$/m);
  assert.match(another, /^wrong .* is answered by something else \(403\)/m);
  assert.match(another, /^wrong {4}chat: refuses pages of \S+: add it to ALLOWED_ORIGINS/m);
});
