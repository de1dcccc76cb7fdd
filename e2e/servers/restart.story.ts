import { expect, test } from '../lantern.ts';
import { duringOutage } from './outage.ts';

test('accounts, rooms and sessions survive a restart of the database and Redis', async ({
  member,
  unique,
  stack,
  request,
}) => {
  const anna = await member('Anna');
  const name = unique('garden');
  const room = await anna.createRoom(name);
  for (const server of [stack.database, stack.redis]) await duringOutage(request, server, async () => {});
  const { page } = anna;
  await page.goto('/');
  await expect(anna.listOf('My rooms').getByRole('link', { name, exact: true })).toBeVisible();
  await anna.enter(room);
  await page.goto('/');
  await anna.signOut();
  await anna.signIn();
  await expect(page.getByRole('heading', { name: 'My rooms' })).toBeVisible();
});
