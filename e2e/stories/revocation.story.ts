import { expect, test } from '../lantern.ts';

test('after a new password this tab reconnects by itself, other devices are signed out, and the room notices nothing', async ({
  member,
  someone,
  unique,
  expectedConsole,
}) => {
  // Browsers report a token that is asked for in vain, and a socket that is turned away.
  expectedConsole.push(/Failed to load resource|WebSocket connection/);
  const [anna, boris, elsewhere] = [await member('Anna'), await member('Boris'), await someone('Anna')];
  const room = await anna.createRoom(unique('garden'));
  await elsewhere.signIn();
  await elsewhere.enter(room);
  await boris.enter(room);
  await boris.say('Before');
  await expect(anna.log).toContainText('Before');

  const settings = await anna.page.context().newPage();
  await settings.goto('/settings/password');
  await settings.getByLabel('Current password').fill(anna.password);
  await settings.getByLabel('New password').fill('Quiet morning, 8 lamps');
  await settings.getByRole('button', { name: 'Change the password' }).click();
  await expect(settings.getByText('Your password was changed.')).toBeVisible();

  await expect(elsewhere.page.getByText('You are signed out.')).toBeVisible();
  await expect(async () => {
    await anna.say('After');
    await expect(boris.log).toContainText('After', { timeout: 1000 });
  }).toPass({ timeout: 60_000 });
  await anna.expectConnected();
  await expect(boris.log).not.toContainText('Anna left.');
  await expect(boris.log).not.toContainText('Anna joined.');
});
