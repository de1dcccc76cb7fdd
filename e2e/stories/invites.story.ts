import { expect, test } from '../lantern.ts';
import type { Person } from '../person.ts';

/** Makes a link on the room's page, in its dialog. @returns the link */
async function invite({ page }: Person): Promise<string> {
  await page.getByRole('link', { name: 'Invite', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create link' }).click();
  await expect(dialog.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  const link = await dialog.locator('#invite-link').innerText();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
  return link;
}

/** Opens the page about the room in its dialog. */
async function openAbout({ page }: Person) {
  await page.getByRole('link', { name: 'About the room', exact: true }).click();
  return page.getByRole('dialog');
}

async function closeToMembers(owner: Person): Promise<void> {
  const dialog = await openAbout(owner);
  await dialog.getByLabel(/^Only members/).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('status')).toHaveText('Saved.');
  await dialog.getByRole('button', { name: 'Close' }).click();
}

test('a stranger comes by an invitation and talks', async ({ member, someone, unique }) => {
  const [anna, vera] = [await member('Anna'), await someone('Vera')];
  const room = await anna.createRoom(unique('Evening garden'));
  await closeToMembers(anna);
  await anna.expectConnected();
  const link = await invite(anna);

  await vera.page.goto(link);
  await expect(vera.page.getByRole('heading', { level: 1 })).toHaveText(
    /^Anna invites you to “.*Evening garden/,
  );
  await vera.page.getByRole('main').getByRole('button', { name: 'Sign up' }).click();
  await vera.page.getByLabel('E-mail').fill(vera.email);
  await vera.page.getByLabel('Password', { exact: true }).fill(vera.password);
  await vera.page.getByRole('button', { name: 'Sign up' }).click();
  await expect(vera.page).toHaveURL(room);
  await vera.expectConnected();
  await vera.say('Good evening!');
  await expect(anna.log).toContainText('Good evening!');
});

test('an outsider cannot see, enter or find a room for members', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const name = unique('Quiet garden');
  const room = await anna.createRoom(name);
  await closeToMembers(anna);
  await boris.page.goto(room);
  await expect(boris.page.getByRole('heading', { level: 1 })).toHaveText('This room is for its members');
  await expect(boris.page.getByRole('main')).not.toContainText(name);
});

test('a member leaves, and another one is removed', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await anna.createRoom(unique('Small garden'));
  await closeToMembers(anna);
  const link = await invite(anna);
  const come = async () => {
    await boris.page.goto(link);
    await boris.page.getByRole('button', { name: 'Enter the room' }).click();
    await expect(boris.page).toHaveURL(room);
    await boris.expectConnected();
  };
  await come();
  const dialog = await openAbout(boris);
  await dialog.getByRole('button', { name: 'Leave the room' }).click();
  await expect(boris.page).toHaveURL(/\/\?left/);
  await boris.page.goto(room);
  await expect(boris.page.getByRole('heading', { level: 1 })).toHaveText('This room is for its members');

  await come();
  const members = await openAbout(anna);
  await members.getByRole('link', { name: 'Members' }).click();
  await members.getByRole('button', { name: 'Remove Boris from the members' }).click();
  await expect(members.getByRole('status')).toHaveText('Removed from the members.');
  await expect(boris.page.getByRole('alert')).toContainText('You have been removed from this room.');
});

test('a room is handed over to somebody who accepts', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const login = unique('boris').replace(/[^a-z0-9]/gi, '');
  await boris.page.goto('/settings');
  await boris.page.getByLabel('Username').fill(login);
  await boris.page.getByLabel('Current password').fill(boris.password);
  await boris.page.getByRole('button', { name: 'Save' }).click();
  await expect(boris.page.getByRole('status')).toBeVisible();

  const room = await anna.createRoom(unique('Old garden'));
  const dialog = await openAbout(anna);
  await dialog.getByLabel('Username of the new owner').fill(login);
  await dialog.getByRole('button', { name: 'Offer the room' }).click();
  await expect(dialog).toContainText('You have offered the room to');

  await boris.enter(room);
  const offered = await openAbout(boris);
  await offered.getByRole('button', { name: 'Accept' }).click();
  await expect(offered.getByRole('status')).toHaveText('The room is yours now.');
  await expect(offered.getByRole('button', { name: 'Save' })).toBeVisible();
  await anna.enter(room);
  const annas = await openAbout(anna);
  await expect(annas.getByRole('button', { name: 'Leave the room' })).toBeVisible();
  await expect(annas.getByRole('button', { name: 'Save' })).toBeHidden();
});

test('the dialogs of a room work with the keyboard alone', async ({ member, unique }) => {
  const anna = await member('Anna');
  await anna.createRoom(unique('Key garden'));
  const link = anna.page.getByRole('link', { name: 'Invite', exact: true });
  await link.focus();
  await link.press('Enter');
  const dialog = anna.page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create link' }).press('Enter');
  await expect(dialog.getByRole('button', { name: 'Copy link' })).toBeVisible();
  await anna.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(link).toBeFocused();
});
