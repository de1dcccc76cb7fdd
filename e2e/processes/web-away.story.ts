import { expect, test } from '../lantern.ts';
import { asProcesses } from '../stacks/processes.ts';

test('while web is down a room continues, and a command reports that it failed', async ({
  member,
  stack,
  unique,
  expectedConsole,
}) => {
  // The page fetches the script that completes commands when one begins, and tries again with the next.
  expectedConsole.push(/503 .*\/assets\/set-up-completion-/);
  const { web } = asProcesses(stack);
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  await web.stop();
  await anna.say('/who');
  await anna.say('Still here');
  await expect(boris.log).toContainText('Still here');
  await expect(anna.log).toContainText('The command failed');
  await web.start();
  await anna.say('/who');
  await expect(anna.log).toContainText('2 people are here now');
  await expect(boris.log).not.toContainText('/who');
});

test('while web is down the gateway shows a page in both languages, which reloads by itself when web is back', async ({
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
  await expect(page.getByRole('heading', { name: 'Lantern is temporarily unavailable' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Lantern ненадолго недоступен' })).toBeVisible();
  const asProgram = await page.request.get('/', { headers: { Accept: 'application/json' } });
  expect(asProgram.headers()['content-type']).toContain('application/problem+json');
  expect(await asProgram.json()).toMatchObject({ status: 503, code: 'unavailable' });
  await web.start();
  await expect(page.getByRole('heading', { name: 'My rooms' })).toBeVisible();
});
