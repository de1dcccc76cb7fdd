import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../../lantern.ts';
import { choose, itemOf, menuOf, messageOf, openMenu } from '../../message-menu.ts';

const phone = { hasTouch: true, isMobile: true, viewport: { width: 375, height: 720 } };

test('a message is answered: the reply shows what it answers and leads there', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.say('Who has the keys?');
  await choose(boris, 'Who has the keys?', 'Reply');
  await expect(boris.page.getByText('Reply to Anna')).toBeVisible();
  await expect(boris.composer).toBeFocused();
  await boris.composer.press('Escape');
  await expect(boris.page.getByText('Reply to Anna')).toBeHidden();
  await choose(boris, 'Who has the keys?', 'Reply');
  await boris.say('I have');
  const quote = messageOf(anna, 'I have').getByRole('button', { name: 'In reply to Anna Who has the keys?' });
  await expect(quote).toBeVisible();
  await expect(messageOf(anna, 'I have')).toHaveClass(/message-mention/);
  for (let line = 1; line <= 30; line++) await anna.say(`line ${line}`);
  await expect(messageOf(boris, 'line 30')).toBeVisible();
  const question = anna.log.locator('.message').first();
  await expect(question).not.toBeInViewport();
  // In Firefox only the window in front has the focus.
  await anna.page.bringToFront();
  await quote.click();
  await expect(question).toBeInViewport();
  await expect(question).toBeFocused();
  await expect(boris.page.getByRole('button', { name: 'Cancel' })).toBeHidden();
});

test('what is no plain message cannot be corrected', async ({ member, unique }) => {
  const anna = await member('Anna');
  await anna.createRoom(unique('garden'));
  await anna.say('/me waves');
  await expect(messageOf(anna, 'waves')).toBeVisible();
  await openMenu(anna, 'waves');
  await expect(itemOf(anna, 'Correct')).toBeHidden();
  await expect(itemOf(anna, 'Withdraw')).toBeVisible();
  await anna.page.keyboard.press('Escape');
  await anna.composer.press('ArrowUp');
  await expect(anna.composer).toHaveValue('/me waves');
});

test('the keyboard moves from message to message and opens their menus', async ({ member, unique }) => {
  const anna = await member('Anna');
  await anna.createRoom(unique('garden'));
  for (const text of ['one', 'two', 'three']) await anna.say(text);
  const { page, log } = anna;
  const nth = (index: number) => log.locator('.message').nth(index);
  await page.getByRole('region', { name: 'Messages' }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(nth(2)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(itemOf(anna, 'React with 👍')).toBeFocused();
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press('ArrowRight');
  await expect(itemOf(anna, 'React with ❤️')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menuOf(anna)).toBeHidden();
  await expect(nth(1)).toBeFocused();
  await page.keyboard.press('Shift+F10');
  await page.keyboard.press('End');
  await expect(itemOf(anna, 'Withdraw')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await itemOf(anna, 'Reply').press('Enter');
  await expect(anna.composer).toBeFocused();
  await anna.say('an answer');
  await expect(messageOf(anna, 'an answer')).toContainText('two');
  await page.getByRole('region', { name: 'Messages' }).focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Escape');
  await expect(anna.composer).toBeFocused();
});

test('the menu key opens the menu of a message', async ({ member, unique }) => {
  const anna = await member('Anna');
  await anna.createRoom(unique('garden'));
  await anna.say('one');
  await expect(messageOf(anna, 'one')).not.toHaveClass(/message-pending/);
  await anna.page.getByRole('region', { name: 'Messages' }).focus();
  await anna.page.keyboard.press('ArrowUp');
  await anna.page.keyboard.press('ContextMenu');
  await itemOf(anna, 'Reply').press('Enter');
  await expect(anna.composer).toBeFocused();
});

test('a finger that stays on a message opens its menu, in Russian too', async ({
  member,
  someone,
  unique,
}) => {
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('garden'));
  const boris = await someone('Boris', { ...phone, locale: 'ru-RU' });
  boris.locale = 'ru' as typeof boris.locale;
  await boris.signUp();
  await boris.enter(room);
  await anna.say('Где ключи?');
  const box = await messageOf(boris, 'Где ключи?').locator('.message-text').boundingBox();
  const touch = await boris.page.context().newCDPSession(boris.page);
  const point = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 8 };
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
  await expect(menuOf(boris)).toBeVisible();
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect(menuOf(boris)).toBeVisible();
  const { violations } = await new AxeBuilder({ page: boris.page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await itemOf(boris, 'Ответить').tap();
  await expect(boris.page.getByText('Ответ: Anna')).toBeVisible();
  await boris.page.getByRole('button', { name: 'Отмена' }).tap();
  await expect(boris.page.getByText('Ответ: Anna')).toBeHidden();
});
