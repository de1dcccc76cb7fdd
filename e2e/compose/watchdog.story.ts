import { expect, test } from '../lantern.ts';
import { asCompose } from '../stacks/compose.ts';
import { docker, idsOf } from '../stacks/containers.ts';

/** The main processes of the services, by their programs. */
const PROGRAMS = { db: 'postgres', redis: 'redis-server', web: 'node', chat: 'node', nginx: 'haproxy' };
type Service = keyof typeof PROGRAMS;
const services = Object.keys(PROGRAMS) as Service[];

/** In milliseconds: three checks that time out, and a start. */
const BACK_WITHIN = 60_000;

test('every service that stands still is ended and started anew', async ({
  expectedConsole,
  member,
  unique,
}) => {
  expectedConsole.push(/5\d\d/, /WebSocket/, /net::ERR_/);
  test.setTimeout(180_000);
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('garden'));
  const containers = await Promise.all(services.map(async (service) => (await idsOf(service))[0] ?? ''));
  const startsOf = () =>
    Promise.all(
      containers.map((id) => docker('inspect', '--format', '{{.State.StartedAt}} {{.RestartCount}}', id)),
    );
  const before = await startsOf();
  for (const [index, service] of services.entries()) await freeze(containers[index] ?? '', PROGRAMS[service]);
  await expect
    .poll(async () => (await startsOf()).filter((start, index) => start === before[index]), {
      timeout: BACK_WITHIN,
    })
    .toEqual([]);
  await expect(async () => {
    expect((await anna.page.goto(room))?.status()).toBe(200);
    await anna.expectConnected();
  }).toPass({ timeout: BACK_WITHIN });
});

test('a killed database starts again when the number of its process has come to somebody else', async ({
  stack,
}) => {
  const { compose, database, up } = asCompose(stack);
  const start = `sleep 60 & echo $! >"$PGDATA/postmaster.pid"
    lantern-postgres postgres & postgres=$!
    until pg_isready --quiet --host=127.0.0.1; do kill -0 $postgres && sleep 0.1 || exit; done
    kill -INT $postgres && wait $postgres`;
  await database.halt();
  await compose('run', '--rm', '--no-deps', '--entrypoint', 'bash', 'db', '-c', start);
  await up();
});

test('no second database starts with the data of one that runs', async ({ stack }) => {
  const { compose } = asCompose(stack);
  await expect(compose('run', '--rm', '--no-deps', 'db')).rejects.toThrow(
    'another Postgres works with the data',
  );
});

/** Stops a program in a container with SIGSTOP, as a debugger does. Redis writes its address after its name. */
async function freeze(container: string, program: string): Promise<void> {
  const script = `for each in /proc/[0-9]*; do
    read -rd '' program <"$each/cmdline" || continue
    program=\${program%% *}
    [ "\${program##*/}" != ${program} ] || kill -STOP "\${each#/proc/}"
  done 2>/dev/null; true`;
  await docker('exec', container, 'bash', '-c', script);
}
