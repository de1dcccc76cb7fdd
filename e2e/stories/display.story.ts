import Vips from 'wasm-vips';
import { expect, test } from '../lantern.ts';

const backgroundOf = () => getComputedStyle(document.body).backgroundColor;
const [LIGHT, DARK] = ['rgb(247, 244, 239)', 'rgb(23, 20, 17)'];

test('a chosen theme holds whatever the device does, on every page and after signing out', async ({
  member,
}) => {
  const { page } = await member('Anna');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/settings');
  expect(await page.evaluate(backgroundOf)).toBe(LIGHT);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await page.evaluate(backgroundOf)).toBe(DARK);

  await page.getByRole('link', { name: 'Display and alerts' }).click();
  await page.getByRole('radio', { name: 'Light' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toHaveText('Saved on this browser.');
  await expect(page.getByRole('radio', { name: 'Light' })).toBeChecked();
  expect(await page.evaluate(backgroundOf)).toBe(LIGHT);

  await page.getByRole('radio', { name: 'Dark' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto('/login');
  expect(await page.evaluate(backgroundOf)).toBe(DARK);
});

test('in the dark theme an empty bar is not bright', async ({ member, expectedConsole }) => {
  // The style that Playwright takes pictures with is against the page's policy in Firefox.
  expectedConsole.push(/blocked an inline style/);
  const { page } = await member('Anna');
  await page.goto('/settings/display');
  await page.getByRole('radio', { name: 'Dark' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toHaveText('Saved on this browser.');
  await page.goto('/settings/data');
  const { Image } = await Vips();
  const picture = Image.newFromBuffer(await page.getByLabel('Space').screenshot());
  // Without how opaque it is, which Firefox tells too.
  const grey = picture.colourspace('b-w').extractBand(0);
  expect(grey.max()).toBeLessThan(128);
});

test('times are in the chosen format, and a new room alerts as chosen', async ({ member, unique }) => {
  const anna = await member('Anna');
  const { page } = anna;
  const times = page.getByRole('main').locator('time').first();
  for (const [choice, hours] of [
    ['12-hour: 2:05 PM', /\d\s(am|pm)$/i],
    ['24-hour: 14:05', /\d\d:\d\d$/],
  ] as const) {
    await page.goto('/settings/display');
    await page.getByRole('radio', { name: choice }).check();
    await page.getByRole('radio', { name: 'When I am mentioned' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('status')).toHaveText('Saved on this browser.');
    await page.goto('/settings/sessions');
    await expect(times).toHaveText(hours);
  }
  await anna.createRoom(unique('porch'));
  await expect(page.locator('[data-part="alerts"]')).toHaveValue('mentions');
});

test('settings are a list beside the page, and on a phone one list before it', async ({ member }) => {
  const { page } = await member('Anna');
  const list = page.getByRole('navigation', { name: 'Settings' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/settings/password');
  const [beside, form] = [
    await list.boundingBox(),
    await page.getByRole('main').locator('.card').first().boundingBox(),
  ];
  expect((beside?.x ?? 0) + (beside?.width ?? 0)).toBeLessThan(form?.x ?? 0);
  await page.setViewportSize({ width: 375, height: 667 });
  await expect(list).toBeHidden();
  await page.getByRole('link', { name: 'All settings' }).click();
  await expect(list).toBeVisible();
  for (const link of await list.getByRole('link').all())
    expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await list.getByRole('link', { name: 'Sessions' }).click();
  await expect(page).toHaveURL(/\/settings\/sessions$/);
});
