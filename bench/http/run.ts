/** Measures the website on a large database; prints JSON and a table. See bench/README.md. */
import { Child } from '../child.ts';
import { loadOptions } from '../load-options.ts';
import { PASSWORD } from '../seed/password.ts';
import { machine } from '../usage.ts';
import type { Burst, Job, Mixed } from './generator.ts';
import { compareKv } from './kv.ts';
import { comparePages } from './pages/compare.ts';
import { tableOf, writeTable } from './report.ts';
import { compareSignIns } from './sign-ins.ts';
import { startSite } from './site.ts';
import { CROWDED, type WeatherFigures } from './weather-load.ts';
import { prepareWorkload } from './workload.ts';

const options = loadOptions();

const WARM_UP = 10;
const SIGN_INS = 30;
const SIGN_INS_AT_ONCE = 50;
const PAGE_SECONDS = 4;
const ASKERS = 1000;
const WEATHER_SECONDS = 20;
const KV_SECONDS = 4;

const say = (text: string) => process.stderr.write(`${text}\n`);
const site = await startSite({
  seeded: options.database,
  people: options.users,
  rooms: options.rooms,
});
const generator = new Child(new URL('./generator.ts', import.meta.url));
try {
  const { port, connection } = site;
  say('signing people in');
  const workload = await prepareWorkload({ port, connection, password: PASSWORD });
  const { rows: counted } = await connection.query(
    'select (select count(*) from users)::int as users, (select count(*) from rooms)::int as rooms',
  );
  const { rows: account } = await connection.query('select password_hash from users where email = $1', [
    workload.email,
  ]);

  const { rate, seconds, rounds } = options;
  say(`${rate} requests a second for ${WARM_UP} + ${seconds} s`);
  const mixed = await generator.ask<Mixed>({
    kind: 'mixed',
    port,
    workload,
    rate,
    warmUp: WARM_UP,
    seconds,
  } satisfies Job);
  say('weather');
  const weather = await generator.ask<WeatherFigures>({
    kind: 'weather',
    port,
    members: workload.members,
    askers: ASKERS,
    rate,
    seconds: Math.min(seconds, WEATHER_SECONDS),
  } satisfies Job);
  say('pages');
  const [member] = workload.members;
  if (!member) throw new Error('nobody in this database has a room');
  const pages = await comparePages({
    site,
    member,
    generator,
    rounds,
    seconds: PAGE_SECONDS,
  });
  say('sign-ins');
  const signIn = await compareSignIns({
    site,
    email: workload.email,
    password: PASSWORD,
    hash: String(account[0]?.password_hash),
    times: SIGN_INS,
  });
  const burst = await generator.ask<Burst>({
    kind: 'burst',
    port,
    workload,
    password: PASSWORD,
    signIns: SIGN_INS_AT_ONCE,
  } satisfies Job);

  say('keys and values');
  const kv = await compareKv({
    site,
    members: workload.members,
    generator,
    rounds,
    seconds: KV_SECONDS,
  });

  const measured = {
    machine: machine(),
    database: counted[0],
    // Without the tokens that the load was left with.
    mixed: { ...mixed, members: [] },
    pages,
    sign_in: signIn,
    burst,
    kv,
    weather: { ...weather, upstream_calls: site.weather.asked.filter(({ q }) => q === CROWDED).length },
  };
  process.stdout.write(`${JSON.stringify(measured, null, 2)}\n\n${tableOf(measured)}\n`);
  if (options.write) await writeTable(tableOf(measured));
} finally {
  generator.stop();
  await site.stop();
}
