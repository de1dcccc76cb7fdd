import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { makeCertificate } from '../../../testing/certificates.ts';
import { documented } from '../../../testing/documented.ts';
import { HERE, REGISTRY } from './images.ts';
import { kubectl, type Manifest, type Overlay, parseManifests, render, root, toYaml } from './manifests.ts';
import { PREFIX, podman, podmanEnvironment } from './podman.ts';

const MANUAL = 'docs/kubernetes.md';
/** What docs/kubernetes.md sets, which is something else here. */
const EXAMPLE = 'PUBLIC_URL=https://chat.example.org';

/**
 * Renders an overlay as docs/kubernetes.md says: with an own one upon it, which holds settings and images.
 *
 * @param folder where the own one is put
 * @param settings lines of the form `NAME=value`
 */
export function renderOwn(overlay: Overlay, folder: string, settings: string[]): Manifest[] {
  const own = join(folder, overlay);
  mkdirSync(own);
  const text = documented(MANUAL, 'resources: [../single]')
    .replace('../single', relative(own, join(root, 'k8s/overlays', overlay)))
    .replace(EXAMPLE, settings.join('\n      - '))
    .replaceAll(REGISTRY, HERE);
  writeFileSync(join(own, 'kustomization.yaml'), text);
  return render(own);
}

/** Makes the Secrets by the commands in docs/kubernetes.md, and gives them to podman. */
export async function createSecrets(folder: string): Promise<void> {
  const prepare = documented(MANUAL, 'mkdir -p secrets\n').replaceAll(REGISTRY, HERE);
  paste(prepare, folder);
  const { cert, key } = makeCertificate();
  writeFileSync(join(folder, 'fullchain.pem'), cert);
  writeFileSync(join(folder, 'privkey.pem'), key);
  const made = [
    paste(documented(MANUAL, 'kubectl create namespace lantern'), folder),
    paste(documented(MANUAL, 'kubectl --namespace lantern create secret tls'), folder),
  ].flatMap(parseManifests);
  for (const secret of made.filter(({ kind }) => kind === 'Secret')) {
    const file = join(folder, `${secret.metadata.name}.yaml`);
    writeFileSync(file, toYaml([decoded(secret)]), { mode: 0o600 });
    await podman('secret', 'create', `${PREFIX}-${secret.metadata.name}`, file);
  }
}

/** podman 4.3 mounts what is written, without decoding it. */
function decoded(secret: Manifest): Manifest {
  const plain = Object.entries(secret.data ?? {}).map(([key, value]) => [
    key,
    Buffer.from(value, 'base64').toString(),
  ]);
  return { ...secret, data: Object.fromEntries(plain) };
}

/** Where there is no cluster kubectl prints what it would send; podman runs images as docker does. */
function paste(lines: string, cwd: string): string {
  const here = [
    'set -e',
    `kubectl() { ${kubectl} "$@" --dry-run=client --output=yaml; echo ---; }`,
    'docker() { podman "$@"; }',
    process.getuid?.() === 0 ? 'sudo() { "$@"; }' : '',
  ];
  return execFileSync('bash', ['-c', `${here.join('\n')}\n${lines}`], {
    cwd,
    env: podmanEnvironment(),
    encoding: 'utf8',
  });
}
