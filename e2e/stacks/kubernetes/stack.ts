import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../testing/servers/server.ts';
import { findHints } from '../../placement.ts';
import { MANY_PEOPLE, type Server, type Stack, untilReady } from '../stack.ts';
import { pasteKubectl } from './kubectl.ts';
import { type Manifest, toYaml, unpackKubectl, workloadsOf } from './manifests.ts';
import { createSecrets, renderOwn } from './operator.ts';
import { logFileOf, PREFIX, podman, podmanWith, readLog, removeAll } from './podman.ts';
import { type Pod, podOf } from './pods.ts';
import { untilStarted } from './probes.ts';

export type RunningPod = Pod & { address: string; logFile: string };

export type KubernetesStack = Stack & {
  pods: RunningPod[];
  /** As many as chat has pods, in the same order. */
  hints: string[];
  /** The port of the second gateway. */
  otherGateway: number;
  database: Server;
  redis: Server;
  /** Runs lines of docs/kubernetes.md as they are pasted. @returns what they printed. @throws when one fails */
  paste(lines: string): Promise<string>;
};

/** For stories about pods. @throws when the stack is another */
export function asKubernetes(stack: Stack): KubernetesStack {
  if (!isKubernetes(stack)) throw new Error('this story is for the pods of k8s/');
  return stack;
}

const isKubernetes = (stack: Stack): stack is KubernetesStack => 'pods' in stack;

/** Where nothing else says how many. */
const ONE = 1;

/** The first ones of the network are podman's own choice. */
const FIRST_ADDRESS = 100;

/**
 * The pods of the overlay `scaled`, and the database and Redis of `single` for what is outside, run by podman on one network
 * that resolves the names of their Services. Their images, commands, users, volumes and limits are those of k8s/.
 */
export async function startKubernetes(): Promise<KubernetesStack> {
  unpackKubectl();
  await removeAll();
  const folder = await mkdtemp(join(tmpdir(), 'lantern-k8s-'));
  const pods: RunningPod[] = [];
  const logs = async (some = pods) =>
    (await Promise.all(some.map(({ logFile }) => readLog(logFile)))).join('\n');
  const stop = async () => {
    await removeAll();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const ports = [await freePort(), await freePort()];
    const [port = 0, otherGateway = 0] = ports;
    const baseURL = `https://127.0.0.1:${port}`;
    const settings = Object.entries({
      ...MANY_PEOPLE,
      CHAT_MESSAGES_PER_MINUTE: '1000',
      PUBLIC_URL: baseURL,
    });
    const [scaled, single] = (['scaled', 'single'] as const).map((overlay) =>
      renderOwn(
        overlay,
        folder,
        settings.map(([name, value]) => `${name}=${value}`),
      ),
    ) as [Manifest[], Manifest[]];
    await createSecrets(folder);

    const configMaps = scaled.filter(({ kind }) => kind === 'ConfigMap');
    const workloads = [
      ...workloadsOf(single).filter(({ owner }) => owner.kind === 'StatefulSet'),
      ...workloadsOf(scaled),
    ];
    const planned = workloads.flatMap((workload) => {
      const { owner } = workload;
      if (owner.kind === 'CronJob') return [];
      return Array.from({ length: replicasOf(owner, scaled) }, (_, index) =>
        podOf(workload, index, {
          configMaps,
          namespace: owner.metadata.namespace ?? '',
          publish:
            owner.metadata.name === 'gateway' ? { container: 8080, host: ports[index] ?? 0 } : undefined,
        }),
      );
    });
    const cronJobs = workloads.filter(({ owner }) => owner.kind === 'CronJob');
    const addresses = await addressesOf(planned.length + cronJobs.length);
    for (const [index, pod] of planned.entries()) pods.push(await play(pod, addresses[index]));
    // Their pods are there from the start: browsers give up what they load when one comes or goes.
    for (const [index, job] of cronJobs.entries())
      await play(podOf(job, 0, { configMaps, namespace: '' }), addresses[planned.length + index]);
    await Promise.all(pods.map((pod) => untilStarted(pod)));
    for (const each of ports) await untilReady(`https://127.0.0.1:${each}/health/ready`, 60, logs);

    const of = (component: string) => pods.filter((pod) => pod.component === component);
    const server = (component: string): Server => ({
      halt: async () => void (await podman('stop', '--time', '60', ...containersOf(of(component)))),
      start: async () => void (await podman('start', ...containersOf(of(component)))),
    });
    const [web] = containersOf(of('web'));
    return {
      baseURL,
      otherGateway,
      pods,
      hints: await findHints(
        { baseURL, logs: () => logs(of('gateway').slice(0, ONE)) },
        of('chat').map(({ address }) => `${address}:8082`),
      ),
      restartChat: async () => {
        // All at once: one after the other, each would hand its members over to the next.
        await Promise.all(containersOf(of('chat')).map((each) => podman('stop', '--time', '60', each)));
        await podman('start', ...containersOf(of('chat')));
        await Promise.all(of('chat').map((pod) => untilStarted(pod)));
      },
      console: async (...words) => void (await podman('exec', web ?? '', 'node', 'web/src/cli.ts', ...words)),
      database: server('db'),
      redis: server('redis'),
      paste: (lines) => pasteKubectl(lines, folder),
      logs: () => logs(),
      stop,
    };
  } catch (error) {
    const said = await logs().catch(() => '');
    await stop();
    throw new Error(`${(error as Error).message}\n${said.slice(-4000)}`);
  }
}

/** As many as there are at least. */
function replicasOf({ spec, metadata }: Manifest, manifests: Manifest[]): number {
  const scaler = manifests.find(
    ({ kind, spec }) => kind === 'HorizontalPodAutoscaler' && spec?.scaleTargetRef?.name === metadata.name,
  );
  return scaler?.spec?.minReplicas ?? spec?.replicas ?? ONE;
}

const containersOf = (pods: Pod[]) => pods.map(({ container }) => container);

/** Creates the network. @returns an address for each pod */
async function addressesOf(count: number): Promise<string[]> {
  await podman('network', 'create', PREFIX);
  const subnet = await podman('network', 'inspect', '--format', '{{(index .Subnets 0).Subnet}}', PREFIX);
  const first = subnet.replace(/\d+\/24$/, '');
  return Array.from({ length: count }, (_, index) => `${first}${FIRST_ADDRESS + index}`);
}

async function play(pod: Pod, address = ''): Promise<RunningPod> {
  // podman refuses a claim that another pod has brought.
  const volumes = (await podman('volume', 'ls', '--format', '{{.Name}}')).split('\n');
  const own = pod.manifests.filter(
    ({ kind, metadata }) => kind !== 'PersistentVolumeClaim' || !volumes.includes(metadata.name),
  );
  const aliases = pod.aliases.map((alias) => `alias=${alias}`);
  const network = `${PREFIX}:${[...aliases, `ip=${address}`].join(',')}`;
  await podmanWith(toYaml(own), ['play', 'kube', '--quiet', '--network', network, '-']);
  return { ...pod, address, logFile: await logFileOf(pod.container) };
}
