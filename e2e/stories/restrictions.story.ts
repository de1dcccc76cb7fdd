import { expect, test } from '../lantern.ts';

test('when an administrator restricts a room, members without the permission leave it and read why; they are back when it is open again', async ({
  member,
  stack,
  unique,
  expectedConsole,
}) => {
  // Browsers report a token that is asked for in vain, a socket that is turned away, and a page with status 403.
  expectedConsole.push(/Failed to load resource|WebSocket connection/);
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const name = unique('garden party');
  const room = await boris.createRoom(name);
  await stack.console('create-superuser', '--email', anna.email, '--yes');
  await anna.turnOnTwoFactor();
  await anna.enter(room);
  await expect(boris.log).toContainText('Anna joined.');

  const administration = await anna.page.context().newPage();
  const choose = async (who: string) => {
    await administration.goto('/admin/rooms');
    await administration.getByRole('link', { name: `Who can enter the room “${name}”` }).click();
    await administration.getByLabel(who).check();
    await administration.getByRole('button', { name: 'Save' }).click();
    await expect(administration.getByRole('status')).toContainText('Saved.');
  };
  await choose('Only people with the permission');
  await expect(boris.page.getByRole('alert')).toContainText('you do not have access');
  await anna.expectConnected();

  await boris.page.getByRole('link', { name: 'How to get in' }).click();
  await expect(boris.page.getByRole('heading', { name })).toBeVisible();
  await expect(boris.page.getByRole('main')).toContainText('need the permission “Enter restricted rooms”');
  await boris.search(name);
  await expect(boris.page.getByRole('listitem').filter({ hasText: name })).toContainText('Restricted');

  await choose('Everyone who is signed in');
  await boris.enter(room);
});
