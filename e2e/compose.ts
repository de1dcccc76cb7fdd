// npm run e2e:compose: finds or starts a Docker engine and the base images, then tells the stories to docker-compose.yml.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensure, installCommand } from '../testing/debian.ts';
import { baseImages, startEngine } from './stacks/engine.ts';

const root = join(import.meta.dirname, '..');
const missing = await ensure(['docker', 'compose']);
const reason =
  missing.length > 0 ? `${missing.join(' and ')} missing: ${installCommand(missing)}` : await startEngine();
if (reason) {
  process.stdout.write(`e2e:compose did not run: ${reason}\n`);
} else {
  const browser = await ensure(['chromium']);
  if (browser.length > 0) fail(`Chromium is missing: ${installCommand(browser)}`);
  const images = baseImages(root);
  if (images.length > 0) fail(`these images cannot be pulled: ${images.join(', ')}`);
  const config = join(root, 'e2e/playwright.config.ts');
  const args = ['test', '--config', config, '--project=compose', ...process.argv.slice(2)];
  const { status } = spawnSync(join(root, 'node_modules/.bin/playwright'), args, { stdio: 'inherit' });
  process.exit(status ?? 1);
}

function fail(reason: string): never {
  process.stderr.write(`e2e:compose: ${reason}\n`);
  process.exit(1);
}
