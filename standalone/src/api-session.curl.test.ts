import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { documented } from '../../testing/documented.ts';
import { freePort } from '../../testing/servers/server.ts';
import { StripeServer } from '../../web/testing/outside/stripe-server.ts';
import { WeatherServer } from '../../web/testing/outside/weather-server.ts';
import { Program } from '../../web/testing/people/program.ts';
import { dataFolder, start, stop } from '../testing/instance.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('the session in docs/api.md works as it is written (row 62)', async () => {
  const folder = await dataFolder();
  const port = String(await freePort());
  const instance = await start(folder, {
    ...(await new WeatherServer().start()),
    ...(await new StripeServer().start()),
    PORT: port,
    PUBLIC_URL: `http://localhost:${port}`,
  });
  const lines = documented('docs/api.md', 'site=http://localhost:8080\n');
  const script = lines.replace('http://localhost:8080', instance.url);
  const { stdout } = await promisify(execFile)('/bin/sh', ['-eu', '-c', script], {
    cwd: root,
    env: { ...process.env, DATA_DIR: folder },
  });
  assert.match(stdout, /^olga@example\.org is a superuser now/);
  const replies = JSON.parse(`[${stdout.slice(stdout.indexOf('{')).replaceAll('}{', '},{')}]`);
  assert.equal(replies.length, 14);
  const [
    me,
    room,
    found,
    live,
    weather,
    written,
    read,
    deleted,
    listed,
    checkout,
    setUp,
    rights,
    shut,
    pair,
  ] = replies;
  assert.deepEqual([me.email, me.first_name, me.locale], ['vera@example.org', 'Vera', 'en']);
  assert.equal(room.name, 'Harbour office');
  assert.deepEqual(found, { items: [room], next: null, found: { count: 1, more: false } });
  assert.deepEqual(live, { items: [], next: null });
  assert.deepEqual(
    [weather.city, weather.temperature, weather.description],
    ['Москва', -3.3, 'небольшой снег'],
  );
  assert.deepEqual(written, { written: ['lamp:1', 'lamp:2'], ignored: [] });
  assert.match(stdout, /\{"data":\{"lamp:1":\{"lit": true, "oil": 2\.50\},"lamp:2":null\}\}/);
  assert.deepEqual(read.data['lamp:2'], null);
  assert.deepEqual(deleted, { deleted: ['lamp:2'], absent: [] });
  assert.deepEqual(
    listed.items.map(({ key }: { key: string }) => key),
    ['lamp:1'],
  );
  assert.match(checkout.url, /^http.*\/pay\/cs_/);
  assert.deepEqual([shut.name, shut.restriction], ['Captains only', 'rooms.enter_restricted']);
  assert.equal(setUp.recovery_codes.length, 10);
  assert.deepEqual([rights.permissions, rights.roles[0].name], [['rooms.delete_any'], 'Keepers']);
  assert.equal(pair.token_type, 'Bearer');
  const program = new Program(instance.url);
  program.token = pair.token;
  assert.equal((await program.get('/users/me')).body.code, 'token_revoked');
  await stop(instance);
});
