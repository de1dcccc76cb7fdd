import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../lantern.ts';
import type { Person } from '../person.ts';

test('a visitor registers, signs in and reads the account on /docs alone (row 16)', async ({ someone }) => {
  // The browser may say nothing: a violation of the content security policy would be told in its console.
  const anna = await someone('Anna', { colorScheme: 'dark', viewport: { width: 375, height: 800 } });
  const { page } = anna;
  await tryCalls(page);

  const registered = await call(page, '/auth/register', account(anna));
  expect(registered).toMatchObject({ email: anna.email, login: null });
  const { token } = await call(page, '/auth/login', account(anna));

  await page.getByRole('button', { name: 'Authorize' }).click();
  const dialog = page.locator('.modal-ux');
  // Beside it there is a form for room tokens.
  const form = dialog.locator('form').filter({ hasText: 'bearer (http, Bearer)' });
  await form.getByRole('textbox').fill(String(token));
  await form.getByRole('button', { name: 'Apply credentials' }).click();
  await form.getByRole('button', { name: 'Close' }).click();
  const { id } = await call(page, '/users/me');
  expect(id).toBe(registered.id);
});

test('each call on /docs starts with a valid example', async ({ someone }) => {
  const { page } = await someone('Anna');
  await tryCalls(page);
  const operation = await open(page, 'POST', '/rooms');
  await expect(operation.getByRole('textbox')).toHaveValue(/"name": "Harbour office"/);
});

test('/docs is light, and says so when the forms cannot be loaded', async ({ someone, expectedConsole }) => {
  expectedConsole.push(/call-forms|ERR_FAILED/);
  const { page } = await someone('Anna');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto('/docs', { waitUntil: 'networkidle' });
  await expect(page.getByRole('heading', { name: 'POST /auth/register' })).toBeVisible();
  expect(asked.filter((url) => /call-forms|docs-\w+\.css/.test(url))).toEqual([]);
  const transferred = await page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .map((entry) => (entry as PerformanceResourceTiming).transferSize)
      .reduce((sum, bytes) => sum + bytes, 0),
  );
  expect(transferred).toBeGreaterThan(10 * 1024);
  expect(transferred).toBeLessThan(40 * 1024);
  await page.route(/call-forms/, (route) => route.abort());
  await page.getByRole('button', { name: 'Try the calls here' }).click();
  await expect(page.getByRole('alert')).toContainText('could not be loaded');
  await page.unroute(/call-forms/);
  await page.getByRole('button', { name: 'Try the calls here' }).click();
  await expect(page.locator('#calls')).toHaveCount(0, { timeout: 60_000 });
});

test('without scripts, /docs lists all calls', async ({ someone }) => {
  const { page } = await someone('Anna', { javaScriptEnabled: false });
  await page.goto('/docs');
  await expect(page.getByRole('heading', { name: 'POST /auth/register' })).toBeVisible();
});

async function tryCalls(page: Page): Promise<void> {
  await page.goto('/docs');
  await page.getByRole('button', { name: 'Try the calls here' }).click();
  await expect(page.locator('#calls')).toHaveCount(0, { timeout: 60_000 });
}

const account = ({ email, password }: Person) => JSON.stringify({ email, password });

async function open(page: Page, method: string, path: string): Promise<Locator> {
  const operation = page
    .locator('.opblock')
    .filter({ has: page.locator(`.opblock-summary-method`, { hasText: method }) })
    .filter({ has: page.locator(`[data-path="${path}"]`) });
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  return operation;
}

/** @returns what the call answered, as the page shows it */
async function call(page: Page, path: string, body?: string): Promise<Record<string, unknown>> {
  const operation = await open(page, body ? 'POST' : 'GET', path);
  if (body) await operation.getByRole('textbox').fill(body);
  await operation.getByRole('button', { name: 'Execute' }).click();
  const answer = operation.locator('.live-responses-table .highlight-code').first();
  return JSON.parse((await answer.locator('code').textContent()) ?? '');
}
