import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { documented } from '../../testing/documented.ts';
import { expect, test } from '../lantern.ts';
import { podman } from '../stacks/kubernetes/podman.ts';
import { succeeds, untilStarted } from '../stacks/kubernetes/probes.ts';
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

test('the probes of the gateway fail where nothing answers, and that of Redis without Redis', async ({
  stack,
}) => {
  const { pods, redis } = asKubernetes(stack);
  const [gateway] = pods.filter(({ component }) => component === 'gateway');
  const [server] = pods.filter(({ component }) => component === 'redis');
  if (!gateway?.probes.readiness || !server?.probes.liveness) throw new Error('there are no probes');
  const elsewhere = { ...gateway, ports: new Map([['https', 9]]) };
  expect(await succeeds(elsewhere, gateway.probes.readiness)).toBe(false);
  await redis.halt();
  try {
    expect(await succeeds(server, server.probes.liveness)).toBe(false);
  } finally {
    await redis.start();
  }
  await expect.poll(async () => (await fetch(`${stack.baseURL}/health/ready`)).status).toBe(200);
});

test('the liveness probe of the gateway fails while nginx or HAProxy stands still', async ({ stack }) => {
  const gateway = asKubernetes(stack).pods.findLast(({ component }) => component === 'gateway');
  const liveness = gateway?.probes.liveness;
  if (!gateway || !liveness) throw new Error('the gateway has no liveness probe');
  const signal = (name: string, program: string) =>
    podman(
      'exec',
      gateway.container,
      'bash',
      '-c',
      `for each in /proc/[0-9]*; do
        [ "$(cat "$each/comm" 2>/dev/null)" != ${program} ] || kill -${name} "\${each#/proc/}"
      done`,
    );
  for (const program of ['nginx', 'haproxy']) {
    await signal('STOP', program);
    try {
      expect(await succeeds(gateway, liveness), program).toBe(false);
    } finally {
      await signal('CONT', program);
    }
    expect(await succeeds(gateway, liveness), program).toBe(true);
  }
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

test('the commands for backup and restore in docs/kubernetes.md work as written and bring everything back (rows 62, 64)', async ({
  member,
  unique,
  stack,
  expectedConsole,
}) => {
  expectedConsole.push(/503/, /net::ERR_/);
  const { paste, pods } = asKubernetes(stack);
  const anna = await member('Anna');
  const name = unique('garden');
  const room = await anna.createRoom(name);
  // A page would complain of what it misses.
  await anna.page.goto('about:blank');

  await paste(
    `rm -f lantern.backup\n${documented('docs/kubernetes.md', 'kubectl --namespace lantern create job --from=cronjob/backup')}`,
  );
  await paste(
    documented(
      'docs/kubernetes.md',
      'kubectl --namespace lantern scale deployment/web deployment/chat --replicas=0',
    ),
  );
  const listed = await paste('kubectl --namespace lantern exec job/restore -- ls -l /backups');
  // The newest: the volume may hold earlier ones.
  const file = [...listed.matchAll(/^-rw------- .* (lantern-\d{8}T\d{6}Z\.backup)$/gm)].at(-1)?.[1] ?? '';
  await paste(documented('docs/kubernetes.md', 'kubectl --namespace lantern exec statefulset/db'));
  await paste(
    documented('docs/kubernetes.md', 'kubectl --namespace lantern exec job/restore').replace('FILE', file),
  );
  await Promise.all(pods.map((pod) => untilStarted(pod)));
  await anna.signIn();
  await anna.enter(room);
  await expect(anna.page.getByRole('heading', { name })).toBeVisible();
});
