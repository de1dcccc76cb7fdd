import { expect, test } from '../lantern.ts';

test('a browser that prefers Russian is answered in Russian', async ({ someone }) => {
  const { page } = await someone('Анна', { locale: 'ru-RU' });
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  await expect(page.getByRole('main').getByRole('link', { name: 'Зарегистрироваться' })).toBeVisible();
});

test('the language is switched on any page, and stays', async ({ someone }) => {
  const { page } = await someone('Anna');
  await page.goto('/login');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.getByRole('button', { name: 'Русский' }).click();
  await expect(page).toHaveURL(/\/login$/);
  await expect(page.getByRole('heading', { name: 'Войти' })).toBeVisible();
  await page.goto('/signup');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Sign up' })).toBeVisible();
});

test('a room is a room in Russian too', async ({ member, unique }) => {
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('сад'));
  const { page } = await member('Boris');
  await page.getByRole('button', { name: 'Русский' }).click();
  await page.goto(room);
  await page.getByRole('textbox', { name: 'Ваше сообщение' }).fill('Добрый вечер');
  await page.keyboard.press('Enter');
  await expect(anna.log).toContainText('Добрый вечер');
});
