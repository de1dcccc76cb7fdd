// npm run e2e:k8s: installs kubectl and the schemas, builds the images, then tells the stories to the pods of k8s/, which podman runs.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensure, installCommand } from '../testing/debian.ts';
import { during } from '../testing/progress.ts';
import { baseImages, startEngine } from './stacks/engine.ts';
import { buildImages, loadImages } from './stacks/kubernetes/images.ts';
import { tools } from './stacks/kubernetes/manifests.ts';

const root = join(import.meta.dirname, '..');
const missing = await ensure(['docker', 'podman', 'unzip']);
const reason =
  missing.length > 0 ? `${missing.join(' and ')} missing: ${installCommand(missing)}` : await startEngine();
if (reason) {
  process.stdout.write(`e2e:k8s did not run: ${reason}\n`);
} else {
  const browser = await ensure(['chromium']);
  if (browser.length > 0) fail(`Chromium is missing: ${installCommand(browser)}`);
  const images = baseImages(root);
  if (images.length > 0) fail(`these images cannot be pulled: ${images.join(', ')}`);
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', tools], {
    stdio: 'inherit',
  });
  if (npm.status !== 0) fail('kubectl and the schemas cannot be installed');
  await during('Building the images', buildImages());
  await during('Handing them to podman', loadImages());
  const config = join(root, 'e2e/playwright.config.ts');
  const args = ['test', '--config', config, '--project=kubernetes', ...process.argv.slice(2)];
  const { status } = spawnSync(join(root, 'node_modules/.bin/playwright'), args, { stdio: 'inherit' });
  process.exit(status ?? 1);
}

function fail(reason: string): never {
  process.stderr.write(`e2e:k8s: ${reason}\n`);
  process.exit(1);
}
