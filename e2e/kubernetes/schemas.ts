import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Manifest, root, tools } from '../stacks/kubernetes/manifests.ts';

type Model = new (manifest: Manifest) => { validate(): void };

const folderOf = ({ apiVersion }: Manifest) => join(tools, 'node_modules/kubernetes-models', apiVersion);

/**
 * Checks objects against the official OpenAPI description: their values by the validator of each kind, and their fields by its
 * type, because the description allows fields that nobody reads.
 *
 * @returns what is wrong
 */
export async function faultsOf(manifests: Manifest[]): Promise<string[]> {
  const faults: string[] = [];
  for (const manifest of manifests) {
    const models: Record<string, Model> = await import(
      pathToFileURL(join(folderOf(manifest), 'index.js')).href
    );
    const KnownKind = models[manifest.kind];
    const name = `${manifest.kind} ${manifest.metadata.name}`;
    if (!KnownKind) faults.push(`${name}: no such kind in ${manifest.apiVersion}`);
    else {
      try {
        new KnownKind(manifest).validate();
      } catch (error) {
        faults.push(`${name}: ${(error as Error).message}`);
      }
    }
  }
  return [...faults, ...unknownFields(manifests)];
}

function unknownFields(manifests: Manifest[]): string[] {
  const lines = manifests.map(
    (manifest, index) =>
      `export const object${index}: import('kubernetes-models/${manifest.apiVersion}').I${manifest.kind} = ${JSON.stringify(manifest)};\n`,
  );
  const file = join(tools, 'node_modules/.rendered.ts');
  writeFileSync(file, lines.join(''));
  const options = ['--noEmit', '--ignoreConfig', '--skipLibCheck', '--module', 'nodenext', '--strict'];
  const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), [...options, file], {
    encoding: 'utf8',
  });
  return status === 0 ? [] : stdout.trim().split('\n');
}
