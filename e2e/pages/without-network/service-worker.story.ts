import { expect, test } from '../../lantern.ts';
import type { Person } from '../../person.ts';

const kept = { serviceWorkers: 'allow' } as const;

/** Waits until the browser keeps what pages are made of. */
async function expectKept({ page }: Person): Promise<void> {
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
  await expect.poll(() => page.evaluate('navigator.serviceWorker.controller?.state')).toBe('activated');
}

/** Every address that the browser's caches hold, and all text in them. */
const cached = ({ page }: Person): Promise<{ url: string; text: string }[]> =>
  page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        found.push({ url: new URL(request.url).pathname, text: (await response?.text()) ?? '' });
      }
    }
    return found;
  });

test('without a network a page says so in both languages, and comes back when there is one', async ({
  member,
  expectedConsole,
  unique,
}) => {
  expectedConsole.push(/ERR_INTERNET_DISCONNECTED/);
  const anna = await member('Anna', kept);
  const { page } = anna;
  const room = unique('garden');
  await anna.createRoom(room);
  await expectKept(anna);
  await page.context().setOffline(true);
  await page.goto('/settings');
  await expect(page.getByRole('heading', { name: 'No connection' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Нет соединения' })).toBeVisible();
  // Its styles come from what the browser keeps.
  await expect(page.locator('.card').first()).not.toHaveCSS('border-top-style', 'none');
  await page.context().setOffline(false);
  await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page).toHaveURL(/\/settings$/);
  await expect(page.getByRole('heading', { name: 'Settings' }).first()).toBeVisible();
});

test('what a browser keeps is bundles and the offline page, never a page of somebody (row 101)', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna', kept);
  const room = unique('garden');
  await anna.createRoom(room);
  await expectKept(anna);
  for (const path of ['/', '/settings', '/settings/data', '/search?q=garden', '/docs'])
    await anna.page.goto(path);
  await anna.page.goto('/');
  const all = await cached(anna);
  expect(all.map(({ url }) => url).filter((url) => !url.startsWith('/assets/'))).toEqual([]);
  expect(all.filter(({ url }) => url.endsWith('.html'))).toHaveLength(1);
  for (const { url, text } of all)
    expect(text.includes(anna.email) || text.includes(room), `${url} holds somebody’s data`).toBe(false);
  await anna.signOut();
  await expect(anna.page.getByRole('main').getByRole('link', { name: 'Sign in' })).toBeVisible();
  expect(await cached(anna)).toEqual(all);
});

test('parts of an open room come from what the browser keeps, also while Lantern is away', async ({
  member,
  unique,
  expectedConsole,
}) => {
  expectedConsole.push(/ERR_INTERNET_DISCONNECTED|WebSocket/);
  const anna = await member('Anna', kept);
  await anna.createRoom(unique('garden'));
  await expectKept(anna);
  await anna.say('Good evening');
  await anna.page.context().setOffline(true);
  await anna.page.getByTitle('Open the card of Anna').click();
  await expect(anna.page.getByRole('dialog').getByRole('heading')).toBeVisible();
  await anna.page.context().setOffline(false);
});

test('it can be installed, and is a window of its own then', async ({ member }) => {
  const anna = await member('Anna', kept);
  await expectKept(anna);
  const client = await anna.page.context().newCDPSession(anna.page);
  const { errors, data } = await client.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(JSON.parse(data ?? '{}')).toMatchObject({ display: 'standalone', start_url: '/' });
  const { installabilityErrors } = await client.send('Page.getInstallabilityErrors');
  // A browser context of a test is a private window.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
});
