import { expect, test } from '../lantern.ts';
import { asCompose } from '../stacks/compose.ts';
import { addressOf, docker, idsOf, PROJECT } from '../stacks/containers.ts';

const services = ['db', 'redis', 'web', 'chat', 'nginx'];

test('only the gateway publishes a port', async ({ baseURL }) => {
  for (const service of services) {
    const ports = await docker('port', ...(await idsOf(service)));
    if (service === 'nginx') expect(ports).toBe(`8080/tcp -> ${new URL(baseURL ?? '').host}`);
    else expect(ports).toBe('');
  }
});

test('no container runs as root, has a capability or can write to its disk', async ({ stack }) => {
  const { compose } = asCompose(stack);
  for (const service of services) {
    const status = await compose('exec', '-T', service, 'cat', '/proc/1/status');
    expect(status).toMatch(/^Uid:\t[1-9]/m);
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    await expect(compose('exec', '-T', service, 'touch', '/here')).rejects.toThrow('Read-only file system');
  }
});

test('every container has a memory limit, and Node’s heap stays below it', async ({ stack }) => {
  const { compose } = asCompose(stack);
  for (const service of services) {
    const [container = ''] = await idsOf(service);
    const limit = Number(await docker('inspect', '--format', '{{.HostConfig.Memory}}', container));
    expect(limit).toBeGreaterThan(0);
    if (service !== 'web' && service !== 'chat') continue;
    const script = 'console.log(v8.getHeapStatistics().heap_size_limit)';
    const heap = Number(await compose('exec', '-T', service, 'node', '-e', script));
    expect(heap).toBeLessThan(0.8 * limit);
  }
});

test('the images of web and chat take less than 40 MB more than their base image', async () => {
  const sizeOf = async (image: string) =>
    Number(await docker('image', 'inspect', '--format', '{{.Size}}', image));
  const base = await sizeOf('node:24-bookworm-slim');
  for (const service of ['web', 'chat']) {
    const [container = ''] = await idsOf(service);
    const size = await sizeOf(await docker('inspect', '--format', '{{.Image}}', container));
    expect((size - base) / 1e6).toBeLessThan(40);
  }
});

test('the database requires user and password, and only web can reach it', async ({ stack }) => {
  const { compose } = asCompose(stack);
  for (const user of ['lantern', 'postgres']) {
    const connect = compose(
      'exec',
      '-T',
      'db',
      'psql',
      '--no-password',
      '-U',
      user,
      '-c',
      'select 1',
      'lantern',
    );
    await expect(connect).rejects.toThrow('no password supplied');
  }
  const reach = (from: string) =>
    compose('exec', '-T', from, 'timeout', '10', 'bash', '-c', 'echo > /dev/tcp/db/5432');
  await reach('web');
  const others = ['chat', 'nginx', 'redis'];
  // At once: each may wait for an answer until its time is over.
  const reached = await Promise.allSettled(others.map(reach));
  expect(reached.map(({ status }) => status)).toEqual(others.map(() => 'rejected'));
});

test('data and secrets survive when containers are removed and recreated', async ({
  member,
  unique,
  stack,
}) => {
  const { compose, up } = asCompose(stack);
  const anna = await member('Anna');
  const name = unique('garden');
  const room = await anna.createRoom(name);
  await anna.page.goto('/');
  await compose('down');
  await up();
  // The session was kept in Redis and its signature is valid: neither data nor secrets are new.
  await anna.page.goto('/');
  await anna.listOf('My rooms').getByRole('link', { name, exact: true }).click();
  await expect(anna.page).toHaveURL(room);
  await anna.expectConnected();
});

test('the gateway finds a service that comes back under another address', async ({
  member,
  unique,
  stack,
  expectedConsole,
}) => {
  expectedConsole.push(/503/);
  const { compose } = asCompose(stack);
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  await anna.page.goto('/');
  for (const [service, network] of [
    ['chat', 'sockets'],
    ['web', 'outside'],
  ] as const) {
    const [container = ''] = await idsOf(service);
    const before = await addressOf(container, network);
    await compose('stop', service);
    await using _ = await taking(network, await docker('inspect', '--format', '{{.Image}}', container));
    await compose('start', service);
    expect(await addressOf(container, network)).not.toBe(before);
    await expect(async () => {
      expect((await boris.page.goto(room))?.status()).toBe(200);
    }).toPass({ timeout: 60_000 });
    await boris.expectConnected();
  }
});

/** A container that takes the first free address of the network, and gives it back. */
async function taking(network: string, image: string): Promise<AsyncDisposable> {
  const options = ['--detach', '--rm', '--network', `${PROJECT}_${network}`, '--entrypoint', 'sleep'];
  const container = await docker('run', ...options, image, '120');
  return { [Symbol.asyncDispose]: async () => void (await docker('rm', '--force', container)) };
}
