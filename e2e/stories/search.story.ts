import { expect, test } from '../lantern.ts';

test('a search needs at least six characters', async ({ member }) => {
  const anna = await member('Anna');
  await anna.search('garde');
  const box = anna.page.getByLabel('Room name, or a part of it');
  await expect(box).toHaveAccessibleDescription('Type at least 6 characters, or the full name of a room');
  await expect(box).toHaveValue('garde');
});

test('six characters find all rooms that contain them, from any owner', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const mark = unique('').trim();
  await anna.createRoom(`Night ${mark} garden`);
  await boris.createRoom(`Lamps of ${mark.toUpperCase()}`);
  await boris.search(mark);
  const found = boris.page.getByRole('main').getByRole('listitem');
  await expect(found).toHaveCount(2);
  await expect(found.filter({ hasText: `Night ${mark} garden` })).toBeVisible();
  await expect(found.filter({ hasText: `Lamps of ${mark.toUpperCase()}` })).toBeVisible();
});

test('a click on a search result opens the room', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const name = unique('garden');
  const room = await anna.createRoom(name);
  await boris.search(name);
  await boris.page.getByRole('main').getByRole('link', { name, exact: true }).click();
  await expect(boris.page).toHaveURL(room);
  await boris.expectConnected();
});

test('search finds Cyrillic and emoji', async ({ member, unique }) => {
  const anna = await member('Anna');
  const mark = unique('').trim();
  const name = `Тихий Сад ${mark} 🏮🏮🏮`;
  await anna.createRoom(name);
  for (const text of [`тихий сад ${mark}`, `${mark} 🏮🏮🏮`]) {
    await anna.search(text);
    await expect(anna.page.getByRole('link', { name, exact: true })).toBeVisible();
  }
});

test('search takes percent signs and underscores literally', async ({ member, unique }) => {
  const anna = await member('Anna');
  await anna.createRoom(unique('garden'));
  for (const text of ['g%rden', '______', '%%%%%%', 'gard\\en']) {
    await anna.search(text);
    await expect(anna.page.getByText('Nothing found.')).toBeVisible();
  }
});
