import { expect, test } from '../lantern.ts';

test('an administrator finds an account, disables it everywhere, and enables it again', async ({
  member,
  stack,
  unique,
  expectedConsole,
}) => {
  // Browsers report a token that is asked for in vain, and a socket that is turned away.
  expectedConsole.push(/Failed to load resource|WebSocket connection/);
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.createRoom(unique('garden'));
  const { page } = anna;
  await expect(page.getByRole('link', { name: 'Admin', exact: true })).toBeHidden();
  await stack.console('create-superuser', '--email', anna.email, '--yes');

  await page.goto('/');
  await page.getByRole('link', { name: 'Admin', exact: true }).click();
  await page.getByRole('link', { name: 'Turn on two-factor sign-in' }).click();
  await anna.turnOnTwoFactor();
  await page.getByRole('link', { name: 'Admin', exact: true }).click();
  await page.getByLabel('E-mail, username or name').fill(boris.email);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('link', { name: 'Boris' }).click();
  await expect(page.getByText(boris.email)).toBeVisible();
  await page.getByRole('link', { name: 'Disable' }).click();
  await expect(page.getByRole('heading', { name: 'Disable the account?' })).toBeVisible();
  await page.getByRole('button', { name: 'Disable' }).click();
  await expect(boris.page.getByText('You are signed out.')).toBeVisible();
  await expect(page.getByRole('status')).toHaveText('The account was disabled.');

  await boris.signIn();
  await expect(boris.page.getByRole('alert')).toHaveText('An administrator has disabled this account.');
  await page.getByRole('button', { name: 'Enable' }).click();
  await expect(page.getByRole('status')).toContainText('can sign in again');
  await boris.signIn();
  await expect(boris.page.getByRole('heading', { name: 'My rooms' })).toBeVisible();
});

test('an administrator deletes another member’s room, and its members are told', async ({
  member,
  stack,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const name = unique('garden');
  const room = await boris.createRoom(name);
  await stack.console('create-superuser', '--email', anna.email, '--yes');
  await anna.turnOnTwoFactor();

  const { page } = anna;
  await page.goto('/admin');
  await page.getByRole('link', { name: 'Rooms', exact: true }).click();
  await page.getByRole('link', { name: `Delete the room “${name}”` }).click();
  await expect(page.getByRole('main')).toContainText('Boris');
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('status')).toContainText('The room was deleted');
  await expect(boris.page.getByText('This room has been deleted.')).toBeVisible();
  expect((await page.goto(room))?.status()).toBe(404);
});
