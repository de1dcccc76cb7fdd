import { expect, test } from '../lantern.ts';

test('a member buys a membership, enters a restricted room, cancels, and has to leave it', async ({
  member,
  stack,
  unique,
  expectedConsole,
}) => {
  // Browsers report a token that is asked for in vain, a socket that is turned away, and a page with status 403.
  expectedConsole.push(/Failed to load resource|WebSocket connection/);
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await stack.console('create-superuser', '--email', anna.email, '--yes');
  const name = unique('members only');
  await anna.page.goto('/');
  await anna.page.getByText('New room', { exact: true }).click();
  await anna.page.getByLabel('Name', { exact: true }).fill(name);
  await anna.page.getByLabel('Restricted').check();
  await anna.page.getByRole('button', { name: 'Create' }).click();
  await anna.expectConnected();
  const room = anna.page.url();

  const { page } = boris;
  await page.goto(room);
  await page.getByRole('link', { name: 'Become a member' }).click();
  await page.getByRole('button', { name: 'Become a member' }).click();
  await expect(page.getByRole('heading', { name: 'Subscribe to Lantern' })).toBeVisible();
  await page.getByRole('link', { name: 'Back' }).click();
  await expect(page.getByRole('status')).toContainText('You did not pay');
  await page.getByRole('button', { name: 'Become a member' }).click();
  await page.getByRole('button', { name: 'Pay' }).click();
  await expect(page.getByText('You are a member.')).toBeVisible();

  await boris.enter(room);
  await expect(anna.log).toContainText('Boris joined.');
  await boris.say('Made it');
  await expect(anna.log).toContainText('Made it');

  const settings = await page.context().newPage();
  await settings.goto('/settings/membership');
  await settings.getByRole('button', { name: 'Manage at Stripe' }).click();
  await settings.getByRole('button', { name: 'Cancel it' }).click();
  await expect(settings.getByText('Your membership ended on')).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('you do not have access');
  await anna.say('Gone?');
  await expect(anna.log).toContainText('Gone?');
  await expect(boris.log).not.toContainText('Gone?');
});
