import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../lantern.ts';

test('an @ completes people who are here, and the writer sees that it took', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  const { composer, page } = anna;
  await expect(page.locator('[data-part=members] .member')).toHaveCount(2);
  const list = page.getByRole('listbox', { name: 'People here' });
  await composer.pressSequentially('Look, @BOr');
  const option = list.getByRole('option', { selected: true });
  await expect(option).toContainText('Boris');
  await expect(composer).toHaveAttribute('aria-activedescendant', (await option.getAttribute('id')) ?? '');
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await composer.press('Enter');
  await expect(composer).toHaveValue('Look, @Boris ');
  await expect(list).toBeHidden();
  await composer.press('Enter');
  await expect(anna.log.locator('.message-own mark')).toHaveText('@Boris');
  await expect(anna.log.locator('.message-own')).not.toHaveClass(/message-mention/);
  await expect(boris.log.locator('.message-mention mark')).toHaveText('@Boris');
  await composer.pressSequentially('me@');
  await expect(list).toBeHidden();
});

test('@here alerts everybody when the owner writes it, and is plain text of anybody else', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await expect(anna.page.locator('[data-part=members] .member')).toHaveCount(2);
  await anna.composer.pressSequentially('@her');
  await expect(anna.page.getByRole('option', { name: '@here' })).toBeVisible();
  await anna.composer.press('Tab');
  await expect(anna.composer).toHaveValue('@here ');
  await anna.composer.pressSequentially('come and see');
  await anna.composer.press('Enter');
  await expect(boris.log.locator('.message-mention mark')).toHaveText('@here');
  await boris.composer.pressSequentially('@все @here no');
  await expect(boris.page.getByText('Only the owner and moderators alert everybody')).toBeVisible();
  await boris.composer.press('Enter');
  const plain = anna.log.locator('.message', { hasText: 'no' }).last();
  await expect(plain).toContainText('@все @here no');
  await expect(plain.locator('mark')).toHaveCount(0);
  await expect(boris.log.locator('.message-own mark')).toHaveCount(0);
});

test('a name between colons completes an emoji, at once with the second colon, but not in code', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  await anna.createRoom(unique('garden'));
  const { composer, page } = anna;
  await composer.pressSequentially('well :smil');
  const list = page.getByRole('listbox', { name: 'Emoji' });
  await expect(list.getByRole('option', { selected: true })).toContainText(':smile');
  await composer.press('Tab');
  await expect(composer).toHaveValue('well 😃 ');
  await composer.pressSequentially(':smile: and `:smile:');
  await expect(composer).toHaveValue('well 😃 😄 and `:smile:');
  await composer.fill('');
  await composer.pressSequentially(':tada:');
  await expect(composer).toHaveValue('🎉');
  await composer.press('Control+z');
  await expect(composer).toHaveValue(':tada:');
  await composer.fill('10:30 https://a.example :)');
  await expect(list).toBeHidden();
});

test('the picker is reached by the keyboard, is searched, and gives its emoji to the composer', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  await anna.createRoom(unique('garden'));
  const { composer, page } = anna;
  await composer.fill('well');
  await page.getByRole('button', { name: 'Emoji' }).press('Enter');
  const picker = page.getByRole('dialog', { name: 'Emoji' });
  const search = picker.getByRole('searchbox');
  await expect(search).toBeFocused();
  await search.pressSequentially('izakaya');
  // With all emoji axe would take a minute.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include('.emoji-picker').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await search.press('ArrowDown');
  await expect(picker.getByRole('button', { name: 'red paper lantern' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(picker).toBeHidden();
  await expect(composer).toHaveValue('well 🏮');
  await page.getByRole('button', { name: 'Emoji' }).click();
  await picker.getByRole('button', { name: 'Food and drink' }).click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  await expect(picker).toBeHidden();
  await expect(composer).toHaveValue('well 🏮');
});
