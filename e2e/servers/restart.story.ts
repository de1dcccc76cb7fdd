import { expect, test } from '../lantern.ts';

test('after database and Redis restarted, accounts, rooms and sessions are found again', async ({
  member,
  unique,
  stack,
}) => {
  const anna = await member('Anna');
  const name = unique('garden');
  const room = await anna.createRoom(name);
  for (const server of [stack.database, stack.redis]) {
    await server?.halt();
    await server?.start();
  }
  const { page } = anna;
  await expect(async () => {
    await page.goto('/');
    await expect(page.getByRole('link', { name, exact: true })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await anna.enter(room);
  await anna.page.goto('/');
  await anna.signOut();
  await anna.signIn();
  await expect(page.getByRole('heading', { name: 'My rooms' })).toBeVisible();
});
