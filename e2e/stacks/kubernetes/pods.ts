import type { Container, Manifest, PodTemplate, Probe, Volume } from './manifests.ts';
import { PREFIX } from './podman.ts';

/** One pod as podman runs it. */
export type Pod = {
  /** `web-0` */
  name: string;
  /** `web` */
  component: string;
  /** The name podman knows its one container by. */
  container: string;
  /** By what names others find it: those of its Service. */
  aliases: string[];
  /** What podman is given: the pod, with the claims and ConfigMaps that it needs. */
  manifests: Manifest[];
  probes: { startup?: Probe | undefined; readiness?: Probe | undefined; liveness?: Probe | undefined };
  ports: Map<string, number>;
};

export type PodOptions = {
  /** What podman is given beside them. */
  configMaps: Manifest[];
  namespace: string;
  /** The port of this machine for the port of a pod; absent: none. */
  publish?: { container: number; host: number } | undefined;
};

/**
 * The pods of a Deployment, StatefulSet or CronJob, each written out: podman 4.3 gives the replicas of a Deployment one /tmp in
 * common, and knows neither StatefulSets nor Jobs. What the containers are stays as it is written.
 */
export function podOf(
  { owner, template }: { owner: Manifest; template: PodTemplate },
  index: number,
  { configMaps, namespace, publish }: PodOptions,
): Pod {
  const component = owner.metadata.name;
  const name = `${component}-${index}`;
  const [container] = template.spec.containers;
  if (!container || template.spec.containers.length > 1) throw new Error(`${component} is not one container`);
  const { volumes, claims } = volumesOf(owner, template, name);
  const spec = {
    ...template.spec,
    volumes,
    containers: [containerFor(container, name, publish), pause(container)],
  };
  return {
    name,
    component,
    container: `${PREFIX}-${name}-${container.name}`,
    aliases: [component, `${component}.${namespace}.svc.cluster.local`],
    manifests: [
      ...configMaps,
      ...claims,
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `${PREFIX}-${name}`, labels: template.metadata.labels },
        spec: { restartPolicy: 'Always', ...spec },
      },
    ],
    probes: {
      startup: container.startupProbe,
      readiness: container.readinessProbe,
      liveness: container.livenessProbe,
    },
    ports: new Map((container.ports ?? []).map(({ name, containerPort }) => [name, containerPort])),
  };
}

/**
 * A container without what podman would not do as Kubernetes does: it would publish each port on this machine, and write an HTTP
 * probe as a curl that the images lack (the stack asks instead).
 */
function containerFor(container: Container, name: string, publish: PodOptions['publish']): Container {
  const { startupProbe, readinessProbe, livenessProbe, lifecycle, ports, ...rest } = container;
  return {
    ...rest,
    volumeMounts: (rest.volumeMounts ?? []).map((mount) => ({
      ...mount,
      name: volumeName(name, mount.name),
    })),
    envFrom: (rest.envFrom ?? []).filter(({ secretRef }) => !secretRef?.optional),
    ...(publish && {
      ports: [
        { name: 'published', containerPort: publish.container, hostPort: publish.host, hostIP: '127.0.0.1' },
      ],
    }),
  };
}

/**
 * Without it the pod, and its place in the network, would end with its one container: podman stops a pod in which nothing runs. In
 * Kubernetes both stay while the container is started anew.
 */
const pause = ({ image, securityContext }: Container): Container => ({
  name: 'pause',
  image,
  command: ['sleep', 'infinity'],
  ...(securityContext && { securityContext }),
});

const volumeName = (pod: string, name: string) => `${PREFIX}-${pod}-${name}`;

function volumesOf(owner: Manifest, template: PodTemplate, pod: string) {
  const claims = owner.spec?.volumeClaimTemplates ?? [];
  const own = claims.map(
    ({ metadata }): Volume => ({
      name: metadata.name,
      persistentVolumeClaim: { claimName: `${metadata.name}-${pod}` },
    }),
  );
  const volumes = [...(template.spec.volumes ?? []), ...own]
    // Every pod of podman has one.
    .map((volume): Volume => {
      const { name, secret, persistentVolumeClaim: claim } = volume;
      const renamed = { ...volume, name: volumeName(pod, name) };
      // podman 4.3 ends with a panic where it is not said.
      if (secret)
        return {
          ...renamed,
          secret: { optional: false, ...secret, secretName: `${PREFIX}-${secret.secretName}` },
        };
      if (claim) return { ...renamed, persistentVolumeClaim: { claimName: `${PREFIX}-${claim.claimName}` } };
      return renamed;
    });
  const made = volumes.flatMap(({ persistentVolumeClaim: claim }): Manifest[] =>
    claim
      ? [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: { name: claim.claimName },
          },
        ]
      : [],
  );
  return { volumes, claims: made };
}
