import { execFile } from 'node:child_process';
import { appendFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../testing/checkout.ts';
import { changeableClone } from '../../../testing/clone.ts';
import { freePort } from '../../../testing/servers/server.ts';
import { expect, test } from '../../lantern.ts';
import { prepareGateway } from '../../stacks/gateway.ts';
import { asProcesses, type ProcessesStack } from '../../stacks/processes.ts';
import { Service } from '../../stacks/service.ts';

const node = join(root, 'node_modules/.bin/node');
const RELEASE = 'document.documentElement.dataset.release';
/** What the browser's service workers keep: the name of each one's cache. */
const CACHES = 'caches.keys()';

test('after an update open pages keep their parts, new ones get the new bundles, and what was kept of the old goes', async ({
  stack,
  someone,
  request,
  unique,
  expectedConsole,
}) => {
  expectedConsole.push(/ERR_CONNECTION_REFUSED|status of 503/);
  const site = await startSite(asProcesses(stack));
  const updated = await changeableClone();
  try {
    const { page, ...anna } = await arrive();
    const before = await page.evaluate<string[]>(CACHES);
    expect(before).toHaveLength(1);

    await appendFile(join(updated.folder, 'web/browser/site.ts'), `\n${RELEASE} = 'updated';\n`);
    await buildBundles(updated.folder);
    await site.update(updated.folder);
    // The room was open: what it has not loaded yet is no longer at the site.
    const part = page.waitForResponse(/set-up-completion-\w+\.js$/);
    await anna.composer.pressSequentially('/');
    await expect(page.getByRole('option', { selected: true })).toContainText('/help');
    expect((await part).fromServiceWorker()).toBe(true);
    expect((await request.get((await part).url())).status()).toBe(404);
    await anna.composer.fill('');

    // The old worker is still in charge, and the page is of the new build.
    await page.goto('/');
    expect(await page.evaluate(RELEASE)).toBe('updated');
    await expect
      .poll(() => page.evaluate('navigator.serviceWorker.getRegistration().then((it) => it.waiting?.state)'))
      .toBe('installed');
    const both = await page.evaluate<string[]>(CACHES);
    expect(both).toHaveLength(2);
    const [after = ''] = both.filter((name) => !before.includes(name));

    const context = page.context();
    await page.close();
    const later = await context.newPage();
    await later.goto('/');
    await expect.poll(() => later.evaluate(CACHES)).toEqual([after]);
    await expect.poll(() => later.evaluate('navigator.serviceWorker.controller?.state')).toBe('activated');
    const script = later.waitForResponse(/\/assets\/chunk-\w+\.js$/);
    await later.reload();
    expect((await script).fromServiceWorker()).toBe(true);
    expect(await later.evaluate(RELEASE)).toBe('updated');
  } finally {
    await site.stop();
    await updated.remove();
  }

  /** Somebody is in a room, and their browser keeps the bundles. */
  async function arrive() {
    const anna = await someone('Anna', { baseURL: site.baseURL, serviceWorkers: 'allow' });
    await anna.signUp();
    await anna.createRoom(unique('garden'));
    await expect
      .poll(() => anna.page.evaluate('navigator.serviceWorker.controller?.state'))
      .toBe('activated');
    return { page: anna.page, composer: anna.composer };
  }
});

async function buildBundles(tree: string): Promise<void> {
  // It is a link to those of this checkout.
  await rm(join(tree, 'web/dist'));
  await promisify(execFile)(node, [join(tree, 'web/build.ts')]);
}

/**
 * Lantern on plain HTTP: browsers run no service worker of a site whose certificate they do not know. Database, Redis and chat are those
 * of the stack.
 */
async function startSite({ webEnvironment, chatAddresses, folder }: ProcessesStack) {
  const [port, webPort] = [await freePort(), await freePort()];
  const baseURL = `http://127.0.0.1:${port}`;
  const webOf = (tree: string) =>
    new Service({
      command: [node, join(tree, 'web/src/main.ts')],
      env: { ...webEnvironment, PUBLIC_URL: baseURL, PORT: String(webPort) },
      logFile: join(folder, `${basename(tree)}.log`),
      readyUrl: `http://127.0.0.1:${webPort}/health/ready`,
    });
  const gateway = await prepareGateway({
    listen: `127.0.0.1:${port}`,
    web: [`127.0.0.1:${webPort}`],
    chat: chatAddresses,
    publicUrl: baseURL,
  });
  const nginx = new Service({
    command: gateway.command,
    env: {},
    logFile: join(folder, 'updated-gateway.log'),
    readyUrl: `${baseURL}/health/ready`,
  });
  let web = webOf(root);
  await web.start();
  await nginx.start();
  return {
    baseURL,
    async update(tree: string) {
      await web.stop();
      web = webOf(tree);
      await web.start();
      // The gateway has found it again.
      await expect.poll(async () => (await fetch(`${baseURL}/health/ready`)).status).toBe(200);
    },
    async stop() {
      await nginx.stop();
      await web.stop();
      await rm(gateway.folder, { recursive: true });
    },
  };
}
