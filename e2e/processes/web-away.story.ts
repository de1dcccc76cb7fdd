import { expect, test } from '../lantern.ts';
import { asProcesses } from '../stacks/processes.ts';

test('while web itself is away the gateway says so, in both languages, and the page comes back by itself', async ({
  member,
  stack,
  expectedConsole,
}) => {
  expectedConsole.push(/503/);
  const { web } = asProcesses(stack);
  const { page } = await member('Anna');
  await web.stop();
  const answer = await page.goto('/');
  expect(answer?.status()).toBe(503);
  expect(answer?.headers()).toMatchObject({ 'retry-after': '5', 'cache-control': 'no-store' });
  await expect(page.getByRole('heading', { name: 'Lantern is away for a moment' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Lantern ненадолго недоступен' })).toBeVisible();
  const asProgram = await page.request.get('/', { headers: { Accept: 'application/json' } });
  expect(asProgram.headers()['content-type']).toContain('application/problem+json');
  expect(await asProgram.json()).toMatchObject({ status: 503, code: 'unavailable' });
  await web.start();
  await expect(page.getByRole('heading', { name: 'My rooms' })).toBeVisible({ timeout: 20_000 });
});
