import { expect, test } from '../lantern.ts';

test('a browser that prefers Russian gets pages in Russian', async ({ someone }) => {
  const { page } = await someone('Анна', { locale: 'ru-RU' });
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  await expect(page.getByRole('main').getByRole('link', { name: 'Зарегистрироваться' })).toBeVisible();
});

test('the language can be changed on any page, and is remembered', async ({ someone }) => {
  const { page } = await someone('Anna');
  await page.goto('/login');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.getByRole('button', { name: 'Русский' }).click();
  await expect(page).toHaveURL(/\/login$/);
  await expect(page.getByRole('heading', { name: 'Вход' })).toBeVisible();
  await page.goto('/signup');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Sign up' })).toBeVisible();
});

test('a room works in Russian', async ({ member, unique }) => {
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('сад'));
  const { page } = await member('Boris');
  await page.getByRole('button', { name: 'Русский' }).click();
  await page.goto(room);
  await page.getByRole('textbox', { name: 'Ваше сообщение' }).fill('Добрый вечер');
  await page.keyboard.press('Enter');
  await expect(anna.log).toContainText('Добрый вечер');
});

test('private notes, fields and the buttons of long messages change with the language in place', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  await anna.createRoom(unique('garden'));
  await anna.say('/who');
  await anna.say(Array.from({ length: 60 }, (_, line) => `line ${line}`).join('\n'));
  await expect(anna.log.getByText('Only you can see this')).toBeVisible();
  await anna.log.getByRole('button', { name: 'Show all' }).click();
  await expect(anna.log.getByRole('button', { name: 'Show less' })).toBeVisible();
  await anna.page.getByRole('button', { name: 'Русский' }).click();
  await expect(anna.log.getByText('Видно только вам')).toBeVisible();
  await expect(anna.page.locator('[data-part="member-search"]')).toHaveAttribute(
    'placeholder',
    'Найти человека',
  );
  await anna.log.getByRole('button', { name: 'Свернуть' }).click();
  await expect(anna.log.getByRole('button', { name: 'Показать целиком' })).toBeVisible();
  await anna.page.getByRole('button', { name: 'English' }).click();
  await expect(anna.log.getByRole('button', { name: 'Show all' })).toBeVisible();
});

test('a right-to-left name does not reorder the lines about joining and typing', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  await boris.page.goto('/settings');
  await boris.page.locator('#display_name').fill('משה 7');
  await boris.page.locator('#display_name').press('Enter');
  await expect(boris.page.getByRole('status').first()).toBeVisible();
  await boris.enter(room);
  await expect(anna.log.locator('.notice-presence bdi').getByText('משה 7', { exact: true })).toBeVisible();
  await expect(anna.log).toContainText('משה 7 joined.');
  await boris.composer.pressSequentially('Good');
  await expect(anna.page.getByText('משה 7 is typing…')).toBeVisible();
  await expect(anna.page.locator('[data-part="typing"] bdi')).toHaveText('משה 7');
});
