import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { blocksOf } from '../../testing/documented.ts';
import {
  type Container,
  type Manifest,
  OVERLAYS,
  type Overlay,
  type PodTemplate,
  renderOverlay,
  root,
  unpackKubectl,
  workloadsOf,
} from '../stacks/kubernetes/manifests.ts';

/** How long the services take to stop, in seconds, once they are told: the requests of web, the rooms of chat, the gateway. */
const DRAIN: Record<string, number> = { web: 10, chat: 20, gateway: 5, db: 60, redis: 10 };

test.beforeAll(unpackKubectl);

type Workload = { owner: Manifest; template: PodTemplate; container: Container };

function everyWorkload(): (Workload & { overlay: Overlay; name: string })[] {
  return OVERLAYS.flatMap((overlay) =>
    workloadsOf(renderOverlay(overlay)).flatMap(({ owner, template }) =>
      template.spec.containers.map((container) => ({
        overlay,
        owner,
        template,
        container,
        name: `${overlay}: ${owner.metadata.name}`,
      })),
    ),
  );
}
const runsAlways = ({ owner }: Workload) => owner.kind !== 'CronJob';
const read = (file: string) => readFileSync(join(root, file), 'utf8');

test('no container is root, has a capability, can gain one or can write to its disk', () => {
  for (const { name, template, container } of everyWorkload()) {
    const { securityContext: pod, automountServiceAccountToken } = template.spec;
    expect(pod, name).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod?.runAsUser, name).toBeGreaterThan(0);
    expect(automountServiceAccountToken, name).toBe(false);
    expect(container.securityContext, name).toEqual({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    for (const volume of template.spec.volumes ?? [])
      if (volume.emptyDir) expect(volume.emptyDir.sizeLimit, name).toBeTruthy();
  }
});

test('every container requests CPU and memory and has limits of both', () => {
  for (const { name, container } of everyWorkload())
    for (const kind of ['requests', 'limits'] as const)
      expect(Object.keys(container.resources?.[kind] ?? {}).sort(), name).toEqual(['cpu', 'memory']);
});

test('every image has a tag that says which it is, and Redis is the one of compose', () => {
  for (const { name, container } of everyWorkload()) {
    expect(container.image, name).toMatch(/^[^:]+:(?!latest$)[\w.-]+$/);
    if (container.name === 'redis')
      expect(read('docker-compose.yml')).toContain(`image: ${container.image}\n`);
  }
});

test('whatever runs is probed: once started, while it takes requests, and while it lives', () => {
  for (const { name, container } of everyWorkload().filter(runsAlways)) {
    const { startupProbe, readinessProbe, livenessProbe } = container;
    expect(startupProbe && readinessProbe && livenessProbe, name).toBeTruthy();
    for (const probe of [startupProbe, readinessProbe, livenessProbe])
      expect(Boolean(probe?.httpGet) !== Boolean(probe?.exec), name).toBe(true);
    // What it needs may be away for minutes: that is no reason to end it, or to take it away from those it can still serve.
    expect(livenessProbe?.httpGet?.path, name).not.toBe('/health/ready');
    expect(readinessProbe?.httpGet?.path, name).not.toBe('/health/ready');
    // It is taken out before it is ended.
    const seconds = ({ periodSeconds = 0, failureThreshold = 0 } = {}) => periodSeconds * failureThreshold;
    expect(seconds(readinessProbe), name).toBeLessThan(seconds(livenessProbe));
  }
});

test('whatever stops has the time that it takes', () => {
  for (const { name, owner, template, container } of everyWorkload().filter(runsAlways)) {
    const [, sleep = '0'] = container.lifecycle?.preStop.exec.command ?? [];
    const needed = Number(sleep) + (DRAIN[owner.metadata.name] ?? Number.NaN);
    expect(template.spec.terminationGracePeriodSeconds, name).toBeGreaterThan(needed);
  }
});

test('every Deployment has a disruption budget, is spread over nodes and zones, and is never short of a pod in an update', () => {
  for (const overlay of OVERLAYS) {
    const manifests = renderOverlay(overlay);
    const budgets = manifests.filter(({ kind }) => kind === 'PodDisruptionBudget');
    for (const { metadata, spec } of manifests.filter(({ kind }) => kind === 'Deployment')) {
      const { labels } = spec?.template?.metadata ?? { labels: {} };
      const component = { 'app.kubernetes.io/component': metadata.name };
      expect(labels).toMatchObject(component);
      const own = budgets.filter((budget) => budget.metadata.name === metadata.name);
      expect(own.map((budget) => budget.spec)).toMatchObject([
        { maxUnavailable: 1, selector: { matchLabels: component } },
      ]);
      const spreads = spec?.template?.spec.topologySpreadConstraints ?? [];
      expect(spreads.map(({ topologyKey }) => topologyKey).sort()).toEqual([
        'kubernetes.io/hostname',
        'topology.kubernetes.io/zone',
      ]);
      for (const spread of spreads) expect(spread.labelSelector.matchLabels).toMatchObject(component);
      expect(spec?.strategy?.rollingUpdate.maxUnavailable).toBe(0);
      // Whoever distributes over the pods has to find a new one before an old one goes.
      expect(spec?.minReadySeconds).toBeGreaterThanOrEqual(5);
    }
  }
});

test('in scaled there are two of web and gateway and three of chat at least, and no number that would undo the autoscaler’s', () => {
  const manifests = renderOverlay('scaled');
  const scalers = manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler');
  const least = Object.fromEntries(
    scalers.map(({ spec }) => [spec?.scaleTargetRef?.name, spec?.minReplicas ?? 1]),
  );
  expect(least).toEqual({ web: 2, chat: 3 });
  for (const { metadata, spec } of manifests.filter(({ kind }) => kind === 'Deployment'))
    expect(spec?.replicas, metadata.name).toBe(metadata.name in least ? undefined : 2);
  const metrics = scalers.flatMap(({ spec }) => spec?.metrics ?? []);
  const own = metrics.flatMap(({ pods }) => pods?.metric.name ?? []);
  expect(own).toHaveLength(1);
  for (const name of own) {
    expect(read('docs/monitoring.md')).toContain(`\`${name}\``);
    expect(read('docs/kubernetes.md')).toContain(`${name}{`);
  }
});

test('every Secret is one that docs/kubernetes.md makes, and no file holds one', () => {
  const commands = blocksOf('docs/kubernetes.md').join('\n');
  const made = new Set([...commands.matchAll(/create secret tls (\S+)/g)].map(([, name]) => name));
  const [, parts = ''] = commands.match(/for part in ([a-z ]+); do\n +kubectl/) ?? [];
  for (const part of parts.split(' ')) made.add(`lantern-${part}`);
  for (const overlay of OVERLAYS)
    expect(renderOverlay(overlay).filter(({ kind }) => kind === 'Secret')).toEqual([]);
  for (const { name, template, container } of everyWorkload()) {
    for (const { secret } of template.spec.volumes ?? [])
      if (secret) expect([...made], name).toContain(secret.secretName);
    for (const { secretRef } of container.envFrom ?? []) expect(secretRef?.optional ?? true, name).toBe(true);
    for (const { name: variable, value } of container.env ?? [])
      if (/PASSWORD|SECRET|_KEY|URL$/.test(variable) && !variable.endsWith('_FILE') && value)
        expect(value, `${name}: ${variable}`).toMatch(/^(http:\/\/web:|\/)/);
  }
});

test('every setting is a variable of .env.example', () => {
  const known = read('.env.example');
  for (const overlay of OVERLAYS)
    for (const { data } of renderOverlay(overlay).filter(({ kind }) => kind === 'ConfigMap'))
      for (const name of Object.keys(data ?? {})) expect(known).toContain(`#${name}=`);
});

test('every Service leads to a port that its pods have, and every address in the pods to a Service', () => {
  for (const overlay of OVERLAYS) {
    const manifests = renderOverlay(overlay);
    const workloads = workloadsOf(manifests);
    const addresses = new Set<string>();
    for (const { metadata, spec } of manifests.filter(({ kind }) => kind === 'Service')) {
      const target = workloads.find(
        ({ template }) =>
          template.metadata.labels['app.kubernetes.io/component'] ===
          spec?.selector?.['app.kubernetes.io/component'],
      );
      const named = new Map(
        target?.template.spec.containers[0]?.ports?.map(({ name, containerPort }) => [name, containerPort]),
      );
      for (const { port, targetPort } of spec?.ports ?? []) {
        expect(named.has(targetPort), `${metadata.name} ${targetPort}`).toBe(true);
        // A name without an address of its own changes no port.
        if (spec?.clusterIP === 'None') expect(port).toBe(named.get(targetPort));
        addresses.add(`${metadata.name}:${port}`);
        addresses.add(`${metadata.name}.${metadata.namespace}.svc.cluster.local.:${port}`);
      }
    }
    const values = workloads.flatMap(({ template }) =>
      template.spec.containers.flatMap(({ env }) => env ?? []),
    );
    const named = values.flatMap(({ value }) => value?.match(/[a-z][\w.-]*:\d+/)?.[0] ?? []);
    expect(named.length).toBeGreaterThan(3);
    for (const address of named) expect([...addresses]).toContain(address);
  }
});

test('the gateway alone is reached from outside, on the port of HTTPS and that of plain HTTP, with the client’s address', () => {
  for (const overlay of OVERLAYS) {
    const services = renderOverlay(overlay).filter(({ kind }) => kind === 'Service');
    for (const { metadata, spec } of services) {
      if (metadata.name !== 'gateway') expect(spec, metadata.name).toMatchObject({ clusterIP: 'None' });
      else {
        expect(spec).toMatchObject({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
        expect(spec?.ports?.map(({ port, targetPort }) => [port, targetPort])).toEqual([
          [443, 'https'],
          [80, 'https'],
        ]);
      }
    }
  }
});
