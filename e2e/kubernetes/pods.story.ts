import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '../lantern.ts';
import { root } from '../stacks/kubernetes/manifests.ts';
import { PREFIX, podman } from '../stacks/kubernetes/podman.ts';
import { succeeds } from '../stacks/kubernetes/probes.ts';
import { asKubernetes } from '../stacks/kubernetes/stack.ts';

test('no container runs as root, has a capability or can write to its disk', async ({ stack }) => {
  const { pods } = asKubernetes(stack);
  await Promise.all(
    pods.map(async ({ container }) => {
      const status = await podman('exec', container, 'cat', '/proc/1/status');
      expect(status).toMatch(/^Uid:\t[1-9]/m);
      expect(status).toMatch(/^CapEff:\t0+$/m);
      expect(status).toMatch(/^CapBnd:\t0+$/m);
      expect(status).toMatch(/^NoNewPrivs:\t1$/m);
      expect(status).toMatch(/^Seccomp:\t2$/m);
      await expect(podman('exec', container, 'touch', '/here')).rejects.toThrow('Read-only file system');
    }),
  );
});

test('the probes of every pod succeed, and each container has its limits', async ({ stack }) => {
  for (const pod of asKubernetes(stack).pods) {
    for (const [name, probe] of Object.entries(pod.probes))
      expect(probe && (await succeeds(pod, probe)), `${pod.name}: ${name}`).toBe(true);
    const limits = await podman(
      'inspect',
      '--format',
      '{{.HostConfig.Memory}} {{.HostConfig.CpuQuota}}',
      pod.container,
    );
    expect(limits, pod.name).toMatch(/^[1-9]\d+ [1-9]\d+$/);
  }
});

test('the probe of the gateway fails where nothing answers, and that of Redis without Redis', async ({
  stack,
}) => {
  const { pods, redis } = asKubernetes(stack);
  const [gateway] = pods.filter(({ component }) => component === 'gateway');
  const [server] = pods.filter(({ component }) => component === 'redis');
  if (!gateway?.probes.liveness || !server?.probes.liveness) throw new Error('there are no probes');
  const elsewhere = { ...gateway, ports: new Map([['https', 9]]) };
  expect(await succeeds(elsewhere, gateway.probes.liveness)).toBe(false);
  await redis.halt();
  try {
    expect(await succeeds(server, server.probes.liveness)).toBe(false);
  } finally {
    await redis.start();
  }
  await expect.poll(async () => (await fetch(`${stack.baseURL}/health/ready`)).status).toBe(200);
});

test('members who come by different gateways and processes meet in one room', async ({
  member,
  unique,
  stack,
}) => {
  const { otherGateway, hints } = asKubernetes(stack);
  expect(new Set(hints).size).toBe(3);
  await using way = await wayTo(otherGateway);
  const anna = await member('Anna');
  const boris = await member('Boris', { proxy: { server: way.proxy } });
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  expect(way.connections()).toBeGreaterThan(0);
  await expect(anna.page.getByText('People here: 2')).toBeVisible();
  await anna.say('Hello over there');
  await expect(boris.log).toContainText('Hello over there');
  await boris.say('Hello yourself');
  await expect(anna.log).toContainText('Hello yourself');
});

/** Takes a browser to one gateway, whatever it asks for, as a load balancer does. */
async function wayTo(port: number) {
  let connections = 0;
  const proxy = createServer().on('connect', (_request, client: Socket) => {
    connections += 1;
    const gateway = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    client.pipe(gateway).pipe(client);
    for (const end of [client, gateway])
      end.on('error', () => {
        client.destroy();
        gateway.destroy();
      });
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const { port: own } = proxy.address() as AddressInfo;
  return {
    proxy: `http://127.0.0.1:${own}`,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => void proxy.close(),
  };
}

test('the backup writes a dump that can be put back as documented, into an empty database and over itself', async ({
  member,
  unique,
  stack,
}) => {
  const { backUp, pods } = asKubernetes(stack);
  const anna = await member('Anna');
  const name = unique('garden');
  await anna.createRoom(name);
  const file = (await backUp()).match(/lantern-\d{8}T\d{6}Z\.dump$/gm)?.at(-1);
  const folder = await podman('volume', 'inspect', '--format', '{{.Mountpoint}}', `${PREFIX}-backups`);
  const db = pods.find(({ component }) => component === 'db')?.container ?? '';
  await podman('cp', `${folder}/${file}`, `${db}:/tmp/backup.dump`);

  const [restore = ''] =
    readFileSync(join(root, 'docs/kubernetes.md'), 'utf8').match(/pg_restore .* FILE/) ?? [];
  const run = (lines: string) => podman('exec', db, 'bash', '-ec', lines);
  const asSuperuser = 'PGHOST=127.0.0.1 PGUSER=postgres PGPASSWORD=$(cat /run/secrets/postgres_password)';
  await run(`
    umask 077
    ${asSuperuser} createdb --owner=lantern restored
    echo "postgres://lantern:$(cat /run/secrets/lantern_password)@127.0.0.1/restored" > /tmp/database_url
    chmod a+r /tmp/backup.dump 2>/dev/null || true`);
  const again = restore.replace('database_url', '/tmp/database_url').replace('FILE', '/tmp/backup.dump');
  for (const _ of [1, 2]) await run(again);
  expect(await run('psql "$(cat /tmp/database_url)" -c "select name from rooms"')).toContain(name);
  await run(`${asSuperuser} dropdb restored`);
});
