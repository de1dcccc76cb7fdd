import {
  type Labels,
  type Manifest,
  type Peer,
  type Selector,
  workloadsOf,
} from '../stacks/kubernetes/manifests.ts';

/** Whoever is no pod of Lantern: a namespace, or addresses outside. */
const OUTSIDE = {
  internet: '203.0.113.7',
  'another pod': '10.0.3.7',
  'the machine’s metadata': '169.254.169.254',
} as const;
const NAMESPACES = {
  monitoring: 'monitoring',
  names: 'kube-system',
  'another namespace': 'default',
} as const;

/** Of whoever is no pod: names, HTTPS, Postgres, Redis. */
const REMOTE_PORTS = [53, 443, 5432, 6379];

type End = { name: string; labels: Labels; namespace: string; address?: string };

/**
 * Who may open a connection to which port, by the NetworkPolicies: whatever both ends allow.
 *
 * @returns lines like `gateway → web:8081`
 */
export function connectionsOf(manifests: Manifest[]): string[] {
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
  const pods = workloadsOf(manifests).map(({ owner, template }): End & { ports: number[] } => ({
    name: owner.metadata.name,
    labels: template.metadata.labels,
    namespace: owner.metadata.namespace ?? '',
    ports: (template.spec.containers[0]?.ports ?? []).map(({ containerPort }) => containerPort),
  }));
  const strangers: End[] = [
    ...Object.entries(OUTSIDE).map(([name, address]) => ({ name, labels: {}, namespace: '', address })),
    ...Object.entries(NAMESPACES).map(([name, namespace]) => ({
      name,
      labels: { 'k8s-app': 'kube-dns' } as Labels,
      namespace,
    })),
  ];
  const lines: string[] = [];
  const isPod = (end: End): boolean => pods.some((pod) => pod === end);
  for (const from of [...pods, ...strangers])
    for (const to of [...pods, ...strangers]) {
      if (from === to || !(isPod(from) || isPod(to))) continue;
      const open = [...(isPod(to) ? (to as (typeof pods)[number]).ports : REMOTE_PORTS)].filter(
        (port) =>
          (!isPod(from) || allows(policies, from, { direction: 'egress', peer: to, port })) &&
          (!isPod(to) || allows(policies, to, { direction: 'ingress', peer: from, port })),
      );
      for (const port of open) lines.push(`${from.name} → ${to.name}:${port}`);
    }
  return lines.sort();
}

type Asked = { direction: 'ingress' | 'egress'; peer: End; port: number };

/** A pod that some policy of this direction selects may do only what one of them allows. */
function allows(policies: Manifest[], pod: End, { direction, peer, port }: Asked): boolean {
  const type = direction === 'ingress' ? 'Ingress' : 'Egress';
  const own = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.namespace &&
      spec?.policyTypes?.includes(type) &&
      selects(spec.podSelector, pod.labels),
  );
  if (own.length === 0) return true;
  return own.some(({ metadata, spec }) =>
    (spec?.[direction] ?? []).some(({ from, to, ports }) => {
      const peers = from ?? to;
      return (
        (!peers || peers.some((each) => isMeant(each, peer, metadata.namespace ?? ''))) &&
        (!ports || ports.some((each) => each.port === port))
      );
    }),
  );
}

function isMeant({ podSelector, namespaceSelector, ipBlock }: Peer, end: End, namespace: string): boolean {
  if (ipBlock) {
    const { address } = end;
    if (!address) return false;
    return isWithin(address, ipBlock.cidr) && !ipBlock.except?.some((cidr) => isWithin(address, cidr));
  }
  if (end.address) return false;
  const isThere = namespaceSelector
    ? selects(namespaceSelector, { 'kubernetes.io/metadata.name': end.namespace })
    : end.namespace === namespace;
  return isThere && selects(podSelector, end.labels);
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector = {}, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([name, value]) => labels[name] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  );
}

const numberOf = (address: string) =>
  address.split('.').reduce((number, part) => number * 256 + Number(part), 0);

function isWithin(address: string, cidr: string): boolean {
  const [network = '', bits] = cidr.split('/');
  if (network.includes(':')) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(network) / size);
}
